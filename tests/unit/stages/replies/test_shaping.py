from frankly.domain.base import Frozen
from frankly.domain.model.fault import ReplyFault
from frankly.stages.replies.shaping import read_reply


class Answer(Frozen):
    order: tuple[str, ...]
    """Handles."""


def test_a_reply_becomes_the_type_that_was_asked_for() -> None:
    read = read_reply('```{"order": ["b2c3"]}```', Answer)
    assert read.value == Answer(order=("b2c3",))
    assert read.faults == (ReplyFault.FENCED,)


def test_another_shape_says_where() -> None:
    read = read_reply('{"order": [1]}', Answer)
    assert read.value is None
    assert read.faults == (ReplyFault.WRONG_SHAPE,)
    assert read.where.startswith("order.0: ")


def test_no_json_is_no_wrong_shape() -> None:
    assert read_reply("no", Answer).faults == (ReplyFault.NO_JSON,)
