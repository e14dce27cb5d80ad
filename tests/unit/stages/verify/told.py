"""What writers are told, as it stands: `python -m tests.unit.stages.verify.told` writes `told.md`.

Rules become prompts. Whoever changes a word, a construction or the way that rules are written out sees here what a
writer will read, beside the change.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text_slot import CROWD_KINDS, EVIDENCE_FIELDS, GROUND_FIELDS, ITEM_FIELDS, SAYABLE_KINDS
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.writing_rules.compact import compact_rules, letter_rules
from frankly.stages.verify.writing_rules.live import writing_rules
from frankly.stages.verify.writing_rules.rewritten import rewriting_rules, rewriting_rules_of
from frankly.stages.verify.writing_rules.taught import taught
from frankly.stages.verify.writing_rules.unsaid import unsaid_words
from tests.unit.stages.verify.rulings import POLICY
from tests.unit.stages.verify.samples import K, item, texts

FILE: Final = Path(__file__).with_suffix(".md")
HEAD: Final = "# "
"""Begins the name of a text; what the texts themselves begin so is written with one sign more."""

FIELDS: Final = frozenset().union(*EVIDENCE_FIELDS.values(), *GROUND_FIELDS.values(), ITEM_FIELDS)
LAMP: Final = item(
    "lamp",
    "Brass Reading Lamp",
    creators=(),
    language="en",
    description="A lamp of brass. It may get warm if it is left on. Not for bathrooms. Reviewers call it best.",
)


def short(locale: str, fields: frozenset[str] = FIELDS, form: str | None = None) -> Lexicon:
    """What a model is taught of a language."""
    lexicon, rules = texts().lexicons[locale], texts().rules
    if form is not None:
        rules = replace(rules, formality={locale: form})
    return taught(lexicon, unsaid_words(lexicon, rules, "home"), fields, rules.address_of(locale))


def told() -> Iterator[tuple[str, str]]:
    """Name of each text, and the text."""
    yield from _of_slates()
    yield from _of_sentences()
    yield "rewritten", rewriting_rules(texts().lexicons["en"], LAMP)
    yield "rewritten, by sentence", "\n".join(rewriting_rules_of(texts().lexicons["en"], LAMP))


_LETTERS: Final = frozenset({"everything", "nothing", "what was stated", "acts in German", "du"})


def _of_slates() -> Iterator[tuple[str, str]]:
    slates: dict[str, tuple[Lexicon, set[EvidenceKind], frozenset[EvidenceKind], bool]] = {
        "everything": (short("en"), set(SAYABLE_KINDS), CROWD_KINDS, True),
        "nothing": (short("en"), set(), frozenset(), False),
        "two statistics": (short("en"), {K.POPULAR, K.TRENDING, K.NEW}, frozenset(), False),
        "one statistic": (short("en"), {K.POPULAR_IN_REGION}, frozenset({K.POPULAR}), False),
        "what was stated": (short("en"), {K.STATED_INTEREST}, frozenset(), False),
        "two acts, titles alone": (short("en", frozenset({"title"})), {K.VIEWED, K.BOUGHT}, frozenset(), False),
        "acts in German": (short("de"), {K.VIEWED, K.BOUGHT, K.SEARCHED}, frozenset(), True),
        "statistics in German": (short("de"), {K.POPULAR, K.POPULAR_IN_CATEGORY}, frozenset({K.TRENDING}), False),
        "du": (short("de", form="du"), {K.LIKED}, frozenset(), False),
        "both forms of address": (short("de", form=""), {K.SAVED}, frozenset(), False),
    }
    for name, (lexicon, kinds, few, is_own) in slates.items():
        yield f"slate: {name}", "\n".join(compact_rules(lexicon, kinds, few, is_own=is_own))
        if name in _LETTERS:
            yield f"letter: {name}", "\n".join(letter_rules(lexicon, kinds))


def _of_sentences() -> Iterator[tuple[str, str]]:
    # The rules for people name all that is admitted, a dozen pages; of the short vocabulary it is two.
    en, de = short("en"), short("de")
    yield "reason: viewed", writing_rules(en, "reason", [K.VIEWED])
    yield (
        "reason: viewed, necessary, by content",
        _cut(writing_rules(en, "reason", [K.VIEWED], "necessary", sources=frozenset({"content"}), is_recent=False)),
    )
    yield "reason: on the item itself", _cut(writing_rules(en, "reason", [K.SAVED], is_about_item=True, item=LAMP))
    yield "reason: two kinds", _cut(writing_rules(en, "reason", [K.VIEWED, K.BOUGHT], item=item()))
    yield "reason: many people", _cut(writing_rules(en, "reason", [K.POPULAR_IN_CATEGORY]))
    yield "reason: few people", _cut(writing_rules(en, "reason", [K.POPULAR], is_crowd=False))
    yield "reason: stated, German", _cut(writing_rules(de, "reason", [K.STATED_INTEREST], "sufficient"))
    yield "reason: of nothing", _cut(writing_rules(en))
    yield "fact", _cut(writing_rules(texts().lexicons["en"], "fact"))
    yield "nudge, with rules of the house", _cut(writing_rules(en, "nudge", policy=POLICY))
    yield "nudge, German", _cut(writing_rules(texts().lexicons["de"], "nudge", policy=POLICY))


def _cut(rules: str) -> str:
    """Without what must never be written: that is in the first of them."""
    start, end = rules.find("## Never"), rules.find("## House rules")
    return rules[:start] + (rules[end:] if end > 0 else "")


def written() -> str:
    """All of them as one file."""
    return "".join(f"{HEAD}{name}\n\n{_shown(text)}\n\n" for name, text in told())


def read() -> dict[str, str]:
    """The file again: name → text."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    heads = [place for place, line in enumerate(lines) if line.startswith(HEAD)] + [len(lines)]
    return {lines[head][len(HEAD) :]: "\n".join(lines[head + 1 : end]).strip() for head, end in pairwise(heads)}


def _shown(text: str) -> str:
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in text.strip().splitlines())


def shown() -> dict[str, str]:
    """Name → text, as the file has it."""
    return {name: _shown(text) for name, text in told()}


if __name__ == "__main__":
    FILE.write_text(written().strip() + "\n", encoding="utf-8")
