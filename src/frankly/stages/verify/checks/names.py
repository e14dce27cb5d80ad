"""Names come only through slots: no unknown word, no capital inside an English sentence, no quoted words."""

from typing import Final

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.checks.said import said
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Slot, Word

OPENING: Final = frozenset("“„‘‚")
CLOSING: Final = frozenset("”“’‘")
_QUOTES: Final = OPENING | CLOSING


def check(saying: Saying) -> list[Verdict]:
    """Refuse words that the lexicon does not have, and quotation marks around anything but one slot."""
    lexicon = saying.lexicon
    found = []
    for word in () if saying.parsed.all_within(lexicon.known) else saying.parsed.words:
        if word.within(lexicon.known) or word.text.lower() in lexicon.numbers or _is_told(saying, word):
            continue
        if word.text[0].isupper():
            hint = f"'{word.text}' is taken for a name: take names from a slot such as {{e1.title}}"
            found.append(verdict(Code.STRAY_NAME, word.span, hint))
        else:
            hint = f"'{word.text}' is not in policies/lexicon/{lexicon.locale}.yaml: use words that are"
            found.append(verdict(Code.WORD_UNLICENSED, word.span, hint))
    return found + _quoted(saying)


def _is_told(saying: Saying, word: Word) -> bool:
    """Whether it is the end of the item's own title, or refused by another check as what it claims."""
    start, end = word.span
    return any(first <= word.index <= last for first, last in saying.noun) or any(
        begins <= start and end <= ends for _, (begins, ends) in said(saying.text, saying.lexicon)
    )


def _quoted(saying: Saying) -> list[Verdict]:
    found: list[Verdict] = []
    if saying.parsed.signs.isdisjoint(_QUOTES):
        return found
    tokens = saying.parsed.tokens
    closes_at = -1
    for index, token in enumerate(tokens):
        if index == closes_at or token not in _QUOTES:
            continue
        inner = tokens[index + 1 : index + 3]
        if len(inner) == 2 and isinstance(inner[0], Slot) and inner[1] in CLOSING:
            closes_at = index + 2
        else:
            span = saying.parsed.parts[index].span
            found.append(verdict(Code.STRAY_NAME, span, "quotation marks hold exactly one slot"))
    return found
