"""How long the gate takes for a live sentence that it has not seen, beside reading its words at all.

Every sentence is distinct and verified once, on one core: nothing of it is kept from before, only single words are, as
in a service that runs. The yardstick normalises, tokenises and stems the same sentence in the same turn. Counted is
time of the processor, so that other programs on the machine are not counted as ours.
"""

import gc
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from threadpoolctl import threadpool_limits

from frankly.adapters.files.words.wordings import load_text
from frankly.bench.report import Report
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.ports.verifier import Bearing, Verifier
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.verify.vocabulary.stems import stem
from frankly.stages.writing.trial import attempts

Pair = tuple[DraftSentence, Bearing]
Say = Callable[[str], None]

WARM_EACH: Final = 3
"""One of so many sentences is verified before, so that words and rules are known, as they are in a service."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def measure(written: Sequence[Pair], say: Say) -> Report:
    """Time the gate on every shipped wording and on sentences of models, each once.

    Args:
        written: what models wrote, where there is any.
        say: told what is going on.
    """
    settings = Settings()
    text = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml")
    pairs = [pair for language in text.wordings.languages.values() for pair in attempts(language)]
    shipped = len(pairs)
    pairs += written
    distinct = list({(draft.text, draft.locale): (draft, bearing) for draft, bearing in pairs}.values())
    say(f"{len(distinct):,} sentences")
    warm, measured = distinct[::WARM_EACH], [pair for at, pair in enumerate(distinct) if at % WARM_EACH]
    with threadpool_limits(limits=1):
        figures = timed(SentenceVerifier(text.lexicons, text.rules), warm, measured)
    report = Report(figures=figures)
    report.config = {"sentences": len(measured), "warm": len(warm), "shipped": shipped, "written": len(written)}
    return report


def timed(verifier: Verifier, warm: Sequence[Pair], measured: Sequence[Pair]) -> dict[str, float]:
    """Median microseconds of the gate and of the yardstick, and their ratio.

    Args:
        verifier: the gate.
        warm: sentences that are verified before.
        measured: other sentences, each verified once.
    """
    for draft, bearing in warm:
        verifier.verify(draft, bearing)
        read_words(draft.text, draft.locale)
    ours, bare, admitted = [], [], 0
    gc.collect()
    gc.disable()
    try:
        for draft, bearing in measured:
            bare.append(_us(lambda draft=draft: read_words(draft.text, draft.locale)))  # type: ignore[misc]
            start = time.thread_time_ns()
            outcome = verifier.verify(draft, bearing)
            ours.append((time.thread_time_ns() - start) / 1000)
            admitted += isinstance(outcome, VerifiedText)
    finally:
        gc.enable()
    middle, yardstick = statistics.median(ours), statistics.median(bare)
    return {
        "verify.us_per_sentence": round(middle, 1),
        "verify.us_per_sentence.p95": round(statistics.quantiles(ours, n=20)[-1], 1),
        "verify.us_per_sentence.bare": round(yardstick, 1),
        "verify.ratio_to_bare": round(middle / yardstick, 2),
        "verify.admitted_share": round(admitted / len(measured), 4),
    }


def _us(act: Callable[[], object]) -> float:
    start = time.thread_time_ns()
    act()
    return (time.thread_time_ns() - start) / 1000


def read_words(text: str, locale: str) -> list[str]:
    """The yardstick: what it takes to know the words of a sentence at all, stems not kept from before."""
    normal = unicodedata.normalize("NFC", text)
    return [stem.__wrapped__(found.group().casefold(), locale) for found in _WORD.finditer(normal)]
