"""What a model replied can always be written down."""

from frankly.domain.model.reply import ModelReply


def test_halves_of_surrogate_pairs_do_not_get_into_a_reply() -> None:
    reply = ModelReply(text='{"order": "\ud800"} \U0001f600', model="m")
    assert reply.text == '{"order": "?"} \U0001f600'
    assert ModelReply.model_validate_json(reply.model_dump_json()) == reply
