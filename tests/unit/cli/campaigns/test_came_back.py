from frankly.cli.campaigns.view import came_back_plain, came_back_view
from frankly.domain.campaign.result import ResultKind

COUNTS = {ResultKind.DELIVERED: 1200, ResultKind.CONVERTED: 2}


def test_what_came_back_is_counted_as_it_was_told() -> None:
    told = str(came_back_view("weekly", COUNTS, 2598))
    assert told.startswith("Came back so far: 1,200 delivered, 0 bounced, 0 clicked, 2 converted (worth 2,598 in the")
    assert "currency), 0 unsubscribed, 0 complained. 'frankly campaign effect weekly' says" in told
    plain = came_back_plain(COUNTS, 2598)["came_back"]
    assert isinstance(plain, dict)
    assert (plain["delivered"], plain["complained"], plain["value"]) == (1200, 0, 2598)


def test_nothing_is_said_to_be_nothing_so_far() -> None:
    assert str(came_back_view("weekly", {}, 0)).startswith("Nothing came back so far")
