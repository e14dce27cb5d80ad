from frankly.domain.campaign.edition import EditionState
from frankly.pipelines.campaigning.health import examine_campaigns
from frankly.testing.memory.campaigns import MemoryCampaigns
from tests.api.world import NOW


async def test_where_there_never_was_a_campaign_nothing_is_said() -> None:
    assert await examine_campaigns(None) == await examine_campaigns(MemoryCampaigns()) == []


async def test_campaigns_that_are_held_or_stopped_are_named_with_the_reason() -> None:
    ledger = MemoryCampaigns()
    for name, state, reason in (
        ("a", EditionState.WRITING, ""),
        ("b", EditionState.PAUSED, "lunch"),
        ("c", EditionState.STOPPED, "complaints"),
        ("d", EditionState.DONE, ""),
    ):
        edition = await ledger.begin(name, "v", "{}", NOW)
        await ledger.move(edition.no, state, of=(EditionState.PLANNING,), reason=reason)
    found = await examine_campaigns(ledger)
    assert [(one.code, one.severity.value) for one in found] == [
        ("campaigns", "ok"),
        ("campaigns_paused", "note"),
        ("campaigns_stopped", "warning"),
    ]
    assert found[0].what == "1 campaigns are under way, 1 paused, 1 stopped themselves."
    assert (found[1].what, found[2].what) == ("Paused: b (lunch).", "Stopped: c (complaints).")
