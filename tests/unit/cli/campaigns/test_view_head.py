from rich.console import Console

from frankly.cli.campaigns.view import status_plain, status_view, waiting_view
from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.edition import Edition, EditionState, Tally
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.handing.waiting import Waits


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


def test_a_plan_without_anybody_is_not_to_be_written() -> None:
    told = shown(EditionState.PLANNED)
    assert "nobody is in the audience: mend it, then frankly campaign cancel weekly" in told
    assert "frankly campaign run" not in told


def test_results_are_asked_for_where_messages_left() -> None:
    results = "frankly campaign results"
    assert results in shown(EditionState.DONE, Tally("handed", "will_get", 1))
    assert results not in shown(EditionState.DONE, Tally("skipped", "capped", 1))


def edition_of(**said: object) -> Edition:
    given = {"name": "weekly", "title": "Weekly", "author": "Ida", "audience": Audience(everyone=True)}
    campaign = Campaign.model_validate(given | {"time_zone": "Europe/Berlin"} | said)
    at, state = EpochMs(0), EditionState.HANDING_OVER
    return Edition(7, "weekly", "v", "a", campaign.model_dump_json(), at, state, recipients=2, ordinal=2)


def test_who_waits_is_told_with_the_first_and_last_moment_on_the_campaigns_clock() -> None:
    told = str(waiting_view(edition_of(), Waits(count=1312, first=1763708400000, last=1763712000000)))
    assert told == (
        "1,312 recipients wait for the end of their quiet hours: the first until 2025-11-21 08:00, the last until "
        "2025-11-21 09:00 (Europe/Berlin)."
    )


def test_one_who_waits_is_told_in_the_singular_and_may_wait_for_the_campaigns_first_moment() -> None:
    told = str(
        waiting_view(edition_of(send_from=1763708400000), Waits(count=1, first=1763708400000, last=1763708400000))
    )
    assert told.startswith(
        "1 recipient waits for the end of their quiet hours, or for 'send_from': until 2025-11-21 08"
    )


def test_an_edition_is_counted_within_its_campaign() -> None:
    assert status_plain(edition_of(), [])["edition"] == 2
