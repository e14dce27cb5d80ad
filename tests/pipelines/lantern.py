"""The demo shop with all its simulated readers, in memory, for tests of whole use cases."""

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.demo.readers import SEED, events, profiles
from frankly.pipelines.parts import Parts
from tests.api.world import make_parts

NOW = LANTERN_NOW_MS


async def open_lantern() -> Parts:
    """Open it; `parts.live.close()` ends it."""
    parts = make_parts()
    # Started empty, so that everything is learned once.
    await parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    await parts.catalogue.upsert(list(books(NOW)), NOW)
    await parts.events.append(list(events(NOW, SEED)), NOW)
    for person, facts, consent in profiles(NOW, SEED):
        await parts.people.put_facts(person, facts, replace=True, now=NOW)
        if consent is not None:
            await parts.people.put_consent(person, consent)
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]
    return parts
