"""The presets by name, and how to bring one in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from frankly.domain.faults import suggestion
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.importing import ImportReport, Progress, import_events, import_items, import_profiles
from frankly.pipelines.presets.completejourney import completejourney
from frankly.pipelines.presets.movielens import movielens
from frankly.pipelines.presets.online_retail import online_retail
from frankly.pipelines.presets.part import Preset, PresetPart
from frankly.pipelines.presets.retail_demo_store import retail_demo_store
from frankly.pipelines.rights import Rights
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventStore
from frankly.ports.rows import OpenRows, RejectSink

PRESETS: Final[Mapping[str, Preset]] = {
    "completejourney": completejourney,
    "movielens": movielens,
    "online-retail": online_retail,
    "retail-demo-store": retail_demo_store,
}


def preset_parts(name: str, folder: Path, open_rows: OpenRows) -> tuple[PresetPart, ...]:
    """Open the files of a preset.

    Raises:
        NotFound: when there is no such preset, or a file is missing.
    """
    if name not in PRESETS:
        raise NotFound(f"There is no preset '{name}'. {suggestion(name, PRESETS) or 'Presets: ' + ', '.join(PRESETS)}")
    return PRESETS[name](folder, open_rows)


async def import_part(
    part: PresetPart,
    *,
    catalogue: Catalogue,
    events: EventStore,
    rights: Rights,
    now: EpochMs,
    rejects: Callable[[Path], RejectSink],
    progress: Progress | None = None,
) -> ImportReport:
    """Bring one part in, whatever its rows become; see `pipelines.importing`."""
    sink = rejects(part.path)
    if part.target == "items":
        return await import_items(part.source, part.shape, catalogue, now=now, rejects=sink, progress=progress)
    if part.target == "events":
        return await import_events(part.source, part.shape, events, catalogue, now=now, rejects=sink, progress=progress)
    return await import_profiles(part.source, part.shape, rights, now=now, rejects=sink, progress=progress)
