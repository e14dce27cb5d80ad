"""The suite `liars`: lies of code and of models, honest sentences of models, all at the production gate."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.adapters.files.words.frames import load_quoting
from frankly.adapters.files.words.wordings import TextData, load_text
from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence
from frankly.evals.data_sets import DataSet
from frankly.evals.liars.cases import Case, Library, read_cases, span_cited
from frankly.evals.liars.figures import of_honest, of_lies
from frankly.evals.liars.judging import RecordedJudge
from frankly.evals.liars.making.made import make_lies, read_items
from frankly.evals.liars.trying import Gate, Tried
from frankly.evals.liars.words_only import is_of_evidence
from frankly.evals.report import Report
from frankly.ports.verifier import Bearing
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier

Say = Callable[[str], None]

LIES: Final = "lies-model-*.jsonl"
HONEST: Final = "honest-*.jsonl"
JUDGEMENTS: Final = "judgements.jsonl"
SHOWN: Final = 25
"""Lies that came through, and honest sentences that did not, are shown in the notes up to so many."""


@dataclass(frozen=True, slots=True, eq=False)
class House:
    """The production gate, and everything that cases speak of.

    Attributes:
        folder: `evals/liars`.
        gate: the shipped (or configured) rules.
        text: words and rules.
        judge: recorded judgements.
    """

    folder: Path
    gate: Gate
    text: TextData
    judge: RecordedJudge

    def accepts(self, one: Tried) -> bool:
        """Whether a judge accepts what came through; a refusal where nobody has judged it."""
        span = span_cited(one.case, self.gate.library.bearing(one.case).item or self.gate.library.item(one.case.item))
        recorded = self.judge.recorded(span, one.case.text)
        return recorded is not None and recorded.accepts

    def marked(self, case: Case) -> Case:
        """A lie, with what it really is: whether it uses only words of its evidence."""
        lexicon = self.text.lexicons.get(case.locale)
        quoting = lexicon.quoting if lexicon is not None else None
        is_only = is_of_evidence(case, self.gate.library.bearing(case), lexicon, quoting)
        return case.model_copy(update={"words_only": is_only})


def open_house(books: Mapping[str, Item] | None = None) -> House:
    """Load the gate as production does, and all items.

    Args:
        books: more items, such as the demo's.
    """
    settings = Settings()
    policies, brand = data_folder("policies", settings), data_folder("brand", settings)
    folder = data_folder("evals", settings) / "liars"
    text = load_text(policies, brand / "default.yaml")
    own = [marked.item for items in read_items(folder).values() for marked in items]
    library = Library([*(books or {}).values(), *own])
    verifier = SentenceVerifier(text.lexicons, text.rules)
    gate = Gate(verifier, text.wordings, library)
    return House(folder, gate, text, RecordedJudge.read(folder / JUDGEMENTS))


def written_live() -> list[tuple[DraftSentence, Bearing]]:
    """Live sentences that honest writers wrote for the suite, with what they lean on; none where there are no files."""
    house = open_house()
    cases = [case for case in _read(house.folder, HONEST, 1 << 20) if case.level_name == "live"]
    return [(case.draft, house.gate.library.bearing(case)) for case in cases]


def run_liars(sets: Mapping[str, DataSet], most: int, seed: int, say: Say) -> Report:
    """Try every lie and every honest sentence.

    Args:
        sets: data sets whose items cases may speak of.
        most: most cases that are tried of each writer.
        seed: of the lies that code makes.
        say: told what is going on.
    """
    house = open_house({str(item.id): item for data in sets.values() for item in data.items})
    report = Report(config={"cases": most, "seed": seed, "judge": "recorded" if len(house.judge) else "none"})
    say("making lies")
    lies = [house.marked(case) for case in _lies(house, seed, most)]
    say(f"{len(lies):,} lies")
    tried = list(house.gate.each(lies))
    honest = list(house.gate.each(_read(house.folder, HONEST, most)))
    report.figures |= of_lies(tried, house.accepts) | of_honest(honest)
    report.data |= _digests(house.folder)
    report.notes += _notes(house, tried, honest)
    return report


def _lies(house: House, seed: int, most: int) -> Iterator[Case]:
    quoting = {locale: one.quoting for locale, one in house.text.lexicons.items() if one.quoting is not None}
    made = make_lies(house.folder, quoting or load_quoting(data_folder("policies", Settings())), seed)
    # Every class keeps its part when only some are tried.
    step = max(1, -(-len(made) // most))
    yield from made[::step]
    yield from _read(house.folder, LIES, most)


def _read(folder: Path, pattern: str, most: int) -> Iterator[Case]:
    found = [case for file in sorted(folder.glob(pattern)) for case in read_cases(file)]
    yield from found[:: max(1, -(-len(found) // most))]


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.iterdir() if file.suffix in {".yaml", ".jsonl"})
    return {f"liars/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _notes(house: House, tried: list[Tried], honest: list[Tried]) -> list[str]:
    through = [one for one in tried if one.is_admitted and one.case.level != "rewritten"]
    notes = [f"delivered ({one.case.lie}, {one.case.id}): {one.case.text}" for one in through[:SHOWN]]
    refused = [one for one in honest if not one.is_admitted]
    notes += [f"refused ({', '.join(one.codes)}, {one.case.id}): {one.case.text}" for one in refused[:SHOWN]]
    if not honest:
        notes.append(f"there are no honest sentences ({HONEST}): how many are refused was not measured")
    if not len(house.judge):
        notes.append(f"there are no judgements ({JUDGEMENTS}): a judge that has seen nothing refuses everything")
    return notes
