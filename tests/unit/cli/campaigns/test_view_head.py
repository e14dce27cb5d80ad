from rich.console import Console

from frankly.cli.campaigns.view import status_view
from frankly.domain.campaign.edition import Edition, EditionState, Tally
from frankly.domain.time import EpochMs


def shown(state: EditionState, *tally: Tally) -> str:
    edition = Edition(1, "weekly", "v", "a", "{}", EpochMs(0), state, recipients=sum(one.count for one in tally))
    console = Console(width=200)
    with console.capture() as capture:
        console.print(status_view(edition, tally))
    return capture.get()


def test_who_was_considered_is_told_apart_from_who_gets_a_message() -> None:
    told = shown(
        EditionState.PLANNED,
        Tally("planned", "will_get", 90),
        Tally("planned", "general_version", 6),
        Tally("skipped", "no_email_consent", 32),
    )
    assert "128 considered, 96 get a message" in told
    assert "frankly campaign run weekly" in told


def test_a_plan_of_which_nobody_gets_anything_is_not_to_be_written() -> None:
    told = shown(EditionState.PLANNED, Tally("skipped", "too_late", 2))
    assert "2 considered, 0 get a message" in told
    assert "mend what kept everybody out" in told
