"""What a provider says of its failure stands in the decision's record."""

from frankly.adapters.model.litellm_errors import as_ours
from frankly.domain.canonical import canonical


def test_half_a_surrogate_pair_in_a_failure_can_be_written_down() -> None:
    message = as_ours(ValueError("bad \ud800 key"), "m").message
    assert "bad ? key" in message
    assert canonical({"failure": message})
