from frankly.domain.campaign.result import CampaignResult, ResultKind
from frankly.domain.time import EpochMs
from tests.contract.stores import NOW, Stores, gather


def result(event: int, recipient: int = 1, kind: str = "clicked", edition: int = 7, at: int = 0) -> CampaignResult:
    return CampaignResult(f"{event:032x}", edition, recipient, ResultKind(kind), EpochMs(NOW + at), "b1", 5)


async def test_a_result_counts_once_by_its_event(stores: Stores) -> None:
    assert await stores.results.add([result(1), result(2), result(1)]) == [True, True, False]
    changed = result(1, recipient=9, kind="complained")
    assert await stores.results.add([changed, result(3)]) == [False, True]
    assert await gather(stores.results.of(7)) == [result(1), result(2), result(3)]


async def test_results_come_in_order_of_recipient_and_moment(stores: Stores) -> None:
    given = [result(1, 30, at=5), result(2, 4, at=9), result(3, 4, at=2), result(4, 4, edition=8)]
    await stores.results.add(given)
    assert [one async for page in stores.results.of(7, batch=1) for one in page] == [given[2], given[1], given[0]]
    assert await gather(stores.results.of(8)) == [given[3]]
    assert await gather(stores.results.of(9)) == []


async def test_who_clicks_twice_counts_once(stores: Stores) -> None:
    await stores.results.add([result(1), result(2), result(3, 2), result(4, 2, "unsubscribed"), result(5, edition=8)])
    assert await stores.results.counts(7) == {ResultKind.CLICKED: 2, ResultKind.UNSUBSCRIBED: 1}
    assert await stores.results.counts(9) == {}


async def test_events_that_are_stored_are_known(stores: Stores) -> None:
    await stores.results.add([result(1), result(2)])
    assert await stores.results.known([result(2).event, result(3).event]) == {result(2).event}


async def test_conversions_of_an_edition_are_added_up(stores: Stores) -> None:
    sold = [
        result(1, kind="converted"),
        result(2, 2, "converted"),
        result(3),
        result(4, kind="converted", edition=8),
    ]
    await stores.results.add(sold)
    assert [await stores.results.value(edition) for edition in (7, 8, 9)] == [10, 5, 0]
