"""The rules for a writer of rewritten facts, rendered from what the verifier and the judge check."""

from typing import Final

from frankly.domain.quoting.quoting import NEVER
from frankly.stages.verify.vocabulary.lexicon import Lexicon

_KEPT: Final = {
    "condition": "conditions",
    "negation": "negations",
    "comparison": "comparisons",
    "attribution": "who says so",
    "hedge": "hedges",
}
_MOST_WORDS: Final = 24


def rewriting_rules(lexicon: Lexicon) -> str:
    """Write down what a rewritten fact may look like.

    Args:
        lexicon: words of the language, with the rules by which its texts are quoted.

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
        "- Words: those of the cited sentence in any inflection (craft, crafted, crafting), those of the item's name, "
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
    return "\n".join(lines) + "\n"
