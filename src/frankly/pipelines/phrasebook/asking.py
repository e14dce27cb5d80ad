"""What a model is asked: of the sentences of one item, or the constructions of one cell. Of no person anything."""

from collections.abc import Mapping, Sequence
from typing import Final

from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.tasks.phrase import PhraseInput, PhraseReply, PhraseSpan
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.quoting.span import Span, spans_of
from frankly.domain.saying.phrase import PhraseCell
from frankly.domain.saying.text_slot import EVIDENCE_FIELDS
from frankly.domain.untrusted.detect import may_be_quoted
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.verify.facts.rewritten import words_of_claims, words_that_stay
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.writing_rules.live import writing_rules
from frankly.stages.verify.writing_rules.rewritten import rewriting_rules

CAMPAIGN: Final = "phrasebook"
"""What calls are counted under, in `frankly usage` and in FRANKLY_BUDGET_CAMPAIGN."""

PAYER: Final = Payer(campaign=CAMPAIGN)
DEADLINE_MS: Final = 90_000
"""Of one call; nobody waits for it, but a build should end."""

MOST_FACTS: Final = 5
MOST_SPANS: Final = 12
MOST_PATTERNS: Final = 6
LEAST_CHARACTERS: Final = 20
"""A shorter sentence says too little to be said in other words."""

_OF_FORM: Final[Mapping[str, str]] = {
    "one": "One piece of evidence, `e1`. Say no cause: no “because”, “since” or “so”.",
    "because": (
        "One piece of evidence, `e1`, without which the item would not be shown: say “because”, “since”, “so” or “that "
        "is why”."
    ),
    "several": (
        "Several acts told together, the ground `g1`. Each sentence says `{g1.titles}`, which code writes as a number, "
        "and what they have in common by exactly one of `{g1.category}`, `{g1.creator}`, `{g1.tag}`; about as often by "
        "each of the three. Of `e1` at most the title may be named, as one of them. Say no cause."
    ),
    "because_several": (
        "Several acts told together, the ground `g1`, without which the item would not be shown: say “because of”. "
        "Each sentence says `{g1.titles}`, which code writes as a number, and what they have in common, by exactly one "
        "of `{g1.category}`, `{g1.creator}`, `{g1.tag}`; about as often by each of the three."
    ),
    "self": "One piece of evidence, `e1`, an act on this very item. Call it “this one”, and do not name it. No cause.",
    "many": "A statistic over at least twenty people, `e1`. `{e1.count}` is their number; it need not be said.",
}

_OF_ITEM: Final = (
    "Each sentence stands below one item that is not known yet: call it as the constructions do, leave out what speaks "
    "of several items shown (“these”, “what follows”), and do not use END OF TITLE or a second piece of evidence."
)


def item_asked(book: Phrasebook, item: Item) -> PhraseInput | None:
    """What is asked about an item; None where its text holds nothing that may be told, or its language is not spoken.

    A sentence that reads like an order to whoever processes it does not reach a prompt, and neither does an item with
    such a title.
    """
    lexicon = book.lexicon(item.language)
    if lexicon is None or lexicon.quoting is None or not may_be_quoted(item.title):
        return None
    spans = [
        PhraseSpan(id=span.id, text=span.text, bound=_bound(span.text, lexicon, lexicon.quoting))
        for span in spans_of(item.description, item.language)
        if _is_worth_telling(span)
    ][:MOST_SPANS]
    if not spans:
        return None
    return PhraseInput(
        use="facts",
        language=lexicon.locale,
        rules=rewriting_rules(lexicon),
        most=min(MOST_FACTS, 2 * len(spans)),
        title=item.title,
        spans=tuple(spans),
    )


def _is_worth_telling(span: Span) -> bool:
    """A heading, or a sentence that leans on the one before, says something else alone."""
    is_whole = span.kind != "heading" and not span.is_bound
    return is_whole and len(span.text) >= LEAST_CHARACTERS and may_be_quoted(span.text)


def _bound(span: str, lexicon: Lexicon, quoting: Quoting) -> str:
    """What a writer overlooks most: small words that have to stay, and claims that have to go."""
    stay, never = words_that_stay(span, quoting), words_of_claims(span, lexicon, quoting)
    told = [f"say {_listed(stay)} too wherever the words around it are told"] if stay else []
    told += [f"leave out {_listed(never)} with all that hangs on it"] if never else []
    return "; ".join(told)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def cell_asked(book: Phrasebook, cell: PhraseCell) -> PhraseInput:
    """What is asked for a cell."""
    needed = "Each sentence has a slot of `e1`. " if _needs_slot(cell) else ""
    return PhraseInput(
        use="reasons",
        language=cell.locale,
        rules=_rules(book.lexicons[cell.locale], cell, book),
        situation=f"{_OF_FORM[cell.form]} {needed}{_OF_ITEM}",
        most=MOST_PATTERNS,
    )


def _needs_slot(cell: PhraseCell) -> bool:
    return cell.form in {"one", "because"} and bool(EVIDENCE_FIELDS[cell.kind])


def _rules(lexicon: Lexicon, cell: PhraseCell, book: Phrasebook) -> str:
    return writing_rules(
        lexicon,
        "reason",
        [cell.kind],
        "necessary" if cell.form.startswith("because") else "contributing",
        # A phrase is filled for acts of any age.
        is_recent=False,
        is_about_item=cell.form == "self",
        policy=book.rules,
    )


def call_for(book: Phrasebook, asked: PhraseInput) -> ModelCall:
    """The call that writes phrases."""
    prompt = book.prompts.current(PromptTask.PHRASE)
    return call_of(prompt, asked, shape_of(PhraseReply, "phrases"), deadline_ms=DEADLINE_MS, payer=PAYER)
