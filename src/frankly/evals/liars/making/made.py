"""All lies that code makes: collected, each text once for what it leans on, and numbered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from frankly.domain.quoting.quoting import Quoting
from frankly.domain.seed import derive
from frankly.evals.liars.cases import Case
from frankly.evals.liars.making.book import read_book
from frankly.evals.liars.making.facts import fact_lies
from frankly.evals.liars.making.live import lies_of
from frankly.evals.liars.making.scenes import Stage
from frankly.evals.liars.marked import MarkedItem, read_marked

LOCALES = ("en", "de")


def read_items(folder: Path) -> Mapping[str, Sequence[MarkedItem]]:
    """Language → its marked items."""
    return {locale: read_marked(folder / f"items-{locale}.yaml") for locale in LOCALES}


def make_lies(folder: Path, quoting: Mapping[str, Quoting], seed: int) -> list[Case]:
    """Make every lie of every language.

    Args:
        folder: `evals/liars`.
        quoting: language → how texts may be quoted; its frames stand around false quotations.
        seed: of all draws; equal seeds make equal lies.
    """
    found: list[Case] = []
    for locale, items in read_items(folder).items():
        stage = Stage(items, read_book(folder / f"lies-{locale}.yaml"), derive("liars", locale, seed))
        frames = quoting[locale].frames if locale in quoting else ()
        for lie in stage.book.reasons:
            found += lies_of(stage, lie, locale)
        found += fact_lies(stage, locale, frames)
    return list(_numbered(_once(found)))


def _once(cases: Iterable[Case]) -> Iterator[Case]:
    seen: set[tuple[object, ...]] = set()
    for case in cases:
        told = (case.text, case.level, case.item if case.kind == "fact" else "", case.evidence[:1])
        if told not in seen:
            seen.add(told)
            yield case


def _numbered(cases: Iterable[Case]) -> Iterator[Case]:
    for number, case in enumerate(cases, 1):
        yield case.model_copy(update={"id": f"made-{number:05}"})
