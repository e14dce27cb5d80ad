"""The rules for a writer of rewritten facts, rendered from what the verifier and the judge check."""

from collections.abc import Sequence
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.quoting import NEVER
from frankly.domain.quoting.span import spans_of
from frankly.stages.verify.facts.rewritten import words_of_claims, words_that_stay
from frankly.stages.verify.vocabulary.lexicon import Lexicon

_KEPT: Final = {
    "condition": "conditions",
    "negation": "negations",
    "comparison": "comparisons",
    "attribution": "who says so",
    "hedge": "hedges",
}
_MOST_WORDS: Final = 24


def rewriting_rules(lexicon: Lexicon, item: Item | None = None) -> str:
    """Write down what a rewritten fact may look like.

    Args:
        lexicon: words of the language, with the rules by which its texts are quoted.
        item: the item that facts are written of, to say which words of its sentences stay and which are left out.

    Returns:
        Markdown: what to write, which words may be used, what has to stay, and what never to write; empty in a
        language whose texts may not be quoted.
    """
    quoting = lexicon.quoting
    if quoting is None:
        return ""
    may = ", ".join(sorted(lexicon.common | lexicon.fact | lexicon.rewritten))
    lines = [
        "# Rewriting a fact",
        "",
        "A rewritten fact says what one numbered sentence of the item's text says, and nothing else: shorter, in "
        "another order, in other grammar, with the same meaning. It cites that sentence, such as `s2`. Afterwards a "
        "judge who sees only the two sentences may refuse it.",
        "",
        "- Words, in any inflection (craft, crafted, crafting): those of the cited sentence, those of the item's name, "
        f"and these: {may}.",
        "- What stands together stays together: a quality belongs to the same noun as in the cited sentence, and an "
        "act to the same subject and object.",
        "- No number that the cited sentence does not have; its quantities stay with what they count.",
    ]
    for name, told in _KEPT.items():
        words = quoting.whole[name].shown(_MOST_WORDS)
        lines.append(
            f"- All {told} stay, and none comes in. A word of this kind stands in both or in neither: {words}."
        )
    for name in NEVER:
        lines.append(
            f"- {name}: leave it out, even where the cited sentence has it: {quoting.never[name].shown(_MOST_WORDS)}."
        )
    lines.append(
        "- One plain sentence, without links, markup or quotation marks; slots such as `{item.title}` stand free."
    )
    bound = rewriting_rules_of(lexicon, item) if item is not None else []
    if bound:
        lines += [
            "",
            "In this item's text (where both are asked of the same words, write no fact of that sentence):",
            "",
        ]
    return "\n".join([*lines, *bound]) + "\n"


def rewriting_rules_of(lexicon: Lexicon, item: Item) -> list[str]:
    """What holds of each numbered sentence of an item: a line each, none where nothing in it is bound."""
    quoting = lexicon.quoting
    if quoting is None:
        return []
    lines = []
    for span in spans_of(item.description, item.language):
        stay, never = words_that_stay(span.text, quoting), words_of_claims(span.text, lexicon, quoting)
        told = [f"{verb} {', '.join(f'“{word}”' for word in words)}" for verb, words in _told(stay, never) if words]
        if told:
            lines.append(f"- {span.id}: {'; '.join(told)}.")
    return lines


def _told(stay: Sequence[str], never: Sequence[str]) -> tuple[tuple[str, Sequence[str]], ...]:
    return (("keep, with what it belongs to,", stay), ("leave out, with all that hangs on it,", never))
