"""The demo on a terminal: who each reader is, what they see and why, and what changes when Mara decides."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from frankly.cli.demo.story import Story, Visit
from frankly.cli.screen import clean
from frankly.cli.slate_view import Look, legend, slate
from frankly.demo.catalogue import LANTERN_NOW_MS
from frankly.demo.named import MARA
from frankly.domain.answering.answer import Answer
from frankly.domain.ids import ItemId
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.time import DAY_MS, to_iso

LOOK: Final = Look(bars=(4, 2), sentences=2)
COMMAND_COLUMNS: Final = 78


def opening(books: int, readers: int, *, is_coloured: bool) -> RenderableType:
    """What this is, and how to read it."""
    about = (
        f"A fictional bookshop with {books} real, out-of-copyright books. All {readers} readers are simulated, none of "
        f"them exists. The shop's date is always {to_iso(LANTERN_NOW_MS)[:10]}, so that nothing ages."
    )
    how = (
        "Under each book: why it is there, then what moved its score, each with its share. Shares are exact; "
        "in bold what the sentences cite."
    )
    lines: list[RenderableType] = [Text("Lantern Books", style="bold"), Text(about), Text(), Text(how, style="dim")]
    return Group(*lines, *([legend()] if is_coloured else []))


def visit(shown: Visit, story: Story) -> RenderableType:
    """One reader: who they are, and their slate."""
    reader = shown.reader
    looked_at = story.names.labels.get(("item", str(reader.context_item)), "")
    where = f"page of “{clean(looked_at)}”" if looked_at else "start page"
    return Group(
        Text(),
        Rule(Text(f" {reader.name} (simulated) · {where} ", style="bold"), align="left", style="dim", characters="─"),
        Text(f"{reader.about}."),
        Text(_known(shown), style="dim"),
        Text(),
        slate(shown.answer, story.names, LOOK),
    )


def _known(shown: Visit) -> str:
    history, facts = shown.record.history, shown.record.facts
    parts = []
    if len(history):
        months = int(LANTERN_NOW_MS - history.at_ms.min()) // (30 * DAY_MS)
        parts.append(f"{len(history)} acts on {len(set(history.item_ids) - {''})} books in {months} months")
    if facts:
        parts.append("likes " + " and ".join(clean(fact.value) for fact in facts))
    return f"Stored: {'; '.join(parts) if parts else 'nothing, not even a name'}."


def hiding(before: Answer, story: Story) -> RenderableType:
    """Mara's slate before and after she hides a book."""
    title = _titles(before)[story.hidden]
    return Group(
        Text(),
        Rule(Text(f" {MARA.name} hides “{clean(title)}” ", style="bold"), align="left", style="dim", characters="─"),
        Text("The next request, a moment later:"),
        Text(),
        _beside(before, story.after_hiding, story.hidden),
    )


def _beside(before: Answer, after: Answer, hidden: ItemId) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=2, justify="right", style="dim")
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_row("", Text("before", style="dim"), Text("after", style="dim"))
    places = {item.id: item.slot for item in before.items}
    for number in range(max(len(before.items), len(after.items))):
        old = before.items[number] if number < len(before.items) else None
        new = after.items[number] if number < len(after.items) else None
        left = (
            Text()
            if old is None
            else Text(clean(old.display.title or old.id), style="strike dim" if old.id == hidden else "")
        )
        if old is not None and old.id == hidden:
            left.append("  hidden", style="not strike red")
        right = Text() if new is None else Text(clean(new.display.title or new.id))
        if new is not None:
            right.append_text(_moved(places.get(new.id), new.slot))
        table.add_row(str(number + 1), left, right)
    return table


def _moved(was: int | None, slot: int) -> Text:
    if was is None:
        return Text("  new", style="green")
    if was == slot:
        return Text()
    return Text(f"  {'↑' if slot < was else '↓'} was {was}", style="dim")


def opting_out(story: Story) -> RenderableType:
    """Mara's slate once she wants no profile."""
    answer = story.after_opting_out
    used = set(answer.scope.evidence) - {EvidenceGroup.SITUATION, EvidenceGroup.LOCATION}
    acts = "nothing that she did is used" if not used else f"still used: {', '.join(sorted(used))}"
    return Group(
        Text(),
        Rule(Text(f" {MARA.name} wants no profile ", style="bold"), align="left", style="dim", characters="─"),
        Text(f"The next request: {acts}. What she hid stays hidden: that is an instruction, not a profile."),
        Text(),
        slate(answer, story.names, Look(bars=(0, 0), sentences=1)),
        Text(),
        Text("Then everything was put back, so that you can run this again.", style="dim"),
    )


def ending(folder: Path) -> list[RenderableType]:
    """How to serve the same shop and ask it; the commands stand alone, so that they are printed unbroken."""
    commands = [
        *_broken(f"{program()} serve", f"--data {shlex.quote(str(_near(folder)))}"),
        "",
        "curl http://127.0.0.1:8080/v1/recommendations \\",
        "  -H 'Content-Type: application/json' \\",
        """  -d '{"surface": "home", "person": "reader-mara", "limit": 3}'""",
    ]
    return [
        Group(
            Text(),
            Rule(Text(" Your turn ", style="bold"), align="left", style="dim", characters="─"),
            Text("Serve this shop, and ask it from another terminal:"),
            Text(),
        ),
        Text("\n".join(f"  {line}" if line else "" for line in commands), style="cyan"),
        Text(),
        Text("Served, the shop goes by today's date. Next: docs/tutorial/first-steps.md", style="dim"),
    ]


def _broken(command: str, option: str) -> list[str]:
    """A command as lines that a shell takes as one, where a single line would leave the terminal of 80 columns."""
    whole = f"{command} {option}"
    return [whole] if cell_len(whole) <= COMMAND_COLUMNS else [f"{command} \\", f"  {option}"]


def _near(folder: Path) -> Path:
    """A folder as it is named from here, where it lies below."""
    here = Path.cwd()
    return folder.resolve().relative_to(here) if folder.resolve().is_relative_to(here) else folder


def program() -> str:
    """What to type for this program: its name where that is found on PATH, else the way it was started."""
    started = Path(sys.argv[0])
    found = shutil.which("frankly")
    if started.stem != "frankly" or (found is not None and Path(found).resolve() == started.resolve()):
        return "frankly"
    return shlex.quote(min(os.path.relpath(started), os.path.abspath(started), key=len))


def _titles(*answers: Answer) -> dict[ItemId, str]:
    return {item.id: item.display.title or str(item.id) for answer in answers for item in answer.items}


def story_parts(story: Story, folder: Path, counts: tuple[int, int], *, is_coloured: bool) -> Sequence[RenderableType]:
    """The whole demo, in order."""
    mara = next(shown for shown in story.visits if shown.reader is MARA)
    return [
        opening(*counts, is_coloured=is_coloured),
        *(visit(shown, story) for shown in story.visits),
        hiding(mara.answer, story),
        opting_out(story),
        *ending(folder),
    ]
