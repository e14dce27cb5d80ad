"""`frankly tune`: learns a surface's weights from what people did, and writes them where they are better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, require_surface, settings_for

if TYPE_CHECKING:
    from frankly.adapters.files.surface_edit import Edit
    from frankly.pipelines.tuning.tune import Tuned
    from frankly.settings import Settings

KEPT = "Nothing was written; the weights are as they were."


def tune(
    context: typer.Context,
    surface: Annotated[str, typer.Option(help="The surface whose weights are learned.")] = "home",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    people: Annotated[
        int, typer.Option(min=200, help="Questions asked at most; more need more memory, 50 MB a thousand.")
    ] = 6000,
    seed: Annotated[int, typer.Option(help="Another seed draws other people.")] = 0,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Learn the weights and decays of a surface's sources from what people did, and keep them only if they are better.

    Several stretches of time are set aside in turn: models are trained on what was before each, and asked for what
    people did in it. Weights are searched with half of the people; the other half decides. Only where the gain is clear
    of chance, the numbers under `sources` are written into the surface's file; a copy of the old file stays beside it.
    """
    import asyncio

    from frankly.cli.door import keeping
    from frankly.cli.screen import put_json

    settings = existing(settings_for(context, data))
    path = surface_file(settings, surface, is_written=not dry_run)
    with keeping(lambda: KEPT):
        tuned, edit = asyncio.run(_tune(settings, surface, path, people, seed))
    copy = edit.write() if edit is not None and not dry_run else None
    if as_json:
        diff = edit.diff() if edit is not None else ""
        put_json(
            tuned.as_plain()
            | {"file": str(path), "is_written": copy is not None, "copy": copy and str(copy), "diff": diff}
        )
        return
    from frankly.cli.data.tune_view import show

    show(tuned, path, edit, copy)


async def _tune(settings: Settings, surface: str, path: Path, people: int, seed: int) -> tuple[Tuned, Edit | None]:
    from frankly.adapters.files.surface_edit import edited
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.progress import phases
    from frankly.pipelines.tuning.learning import numbers
    from frankly.pipelines.tuning.training import Stored
    from frankly.pipelines.tuning.tune import tune as learn

    with phases() as advance:
        async with open_frankly(settings, waits_for_index=False) as parts:
            policy = parts.policies.surfaces[surface]
            now = parts.clock.now()
            stored = Stored(parts.events, parts.people, parts.live.snapshot, parts.policies.training, now)
            tuned = await learn(stored, policy, seed=seed, people=people, progress=advance)
            changed = numbers(tuned.learned.old, tuned.learned.new)
            is_new = tuned.learned.is_better and bool(changed)
            return tuned, edited(path, changed, tuned.note(now)) if is_new else None


def surface_file(settings: Settings, surface: str, *, is_written: bool) -> Path:
    """The surface's file; whether it may be written is said before minutes of work, not after them.

    Raises:
        NotFound: with the nearest name, when there is no such surface.
        Misconfigured: when it is to be written and may not be, with what to do.
    """
    import os

    import frankly
    from frankly.errors import Misconfigured
    from frankly.settings import data_folder

    folder = data_folder("surfaces", settings)
    path = folder / f"{surface}.yaml"
    require_surface(settings, surface)
    is_shipped = Path(frankly.__file__).resolve().parent in path.resolve().parents
    if is_written and (is_shipped or not os.access(path, os.W_OK) or not os.access(folder, os.W_OK)):
        why = "came with the program, and the next version replaces it" if is_shipped else "may not be written"
        raise Misconfigured(
            f"{path} {why}. Copy {folder} to a folder of yours, for example my-shop/surfaces, set "
            "FRANKLY_CONFIG=my-shop, and run it again; or look at what would change with --dry-run."
        )
    return path
