"""The verifier: runs every check on a draft, fills it when none refuses, and seals what people may read.

The only module that holds the seal of `VerifiedText`; a test fails when another one imports it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.saying.say_policy import NO_RULES, SayPolicy
from frankly.domain.saying.text import SEAL, DraftSentence, Refused, Verdict, VerifiedText
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.ports.verifier import Bearing
from frankly.stages.verify.checks import (
    assertion,
    cause,
    groups,
    ids,
    length,
    licence,
    markup,
    names,
    numbers,
    polarity,
    preference,
    quantifier,
    schema,
    shape,
    slots,
    values,
)
from frankly.stages.verify.claim import Claim, Saying, claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.facts import levels
from frankly.stages.verify.facts.stamps import QuoteStamps
from frankly.stages.verify.fill import fill
from frankly.stages.verify.parse import Slot, parse
from frankly.stages.verify.policy import disclosure, ruled
from frankly.stages.verify.vocabulary.lexicon import Lexicon

OF_WORDS: Final[tuple[Callable[[Saying], list[Verdict]], ...]] = (
    slots.check,
    numbers.check,
    names.check,
    licence.check,
    polarity.check,
    quantifier.check,
    cause.check,
    assertion.check,
    markup.check,
    shape.check,
)
"""What may be said, whatever fills the slots."""


@lru_cache(maxsize=8192)
def kept_verdicts(saying: Saying) -> tuple[Verdict, ...]:
    """What these checks find of a saying; they see nothing else, so it is found once."""
    return tuple([refusal for check in OF_WORDS for refusal in check(saying)])


def _check_words(what: Claim) -> Sequence[Verdict]:
    return kept_verdicts(what.saying)


CHECKS: Final[tuple[Callable[[Claim], Sequence[Verdict]], ...]] = (
    schema.check,
    ids.check,
    values.check,
    groups.check,
    _check_words,
    preference.check,
    length.check,
)
"""In this order; all of them run, so that a writer learns of every mistake at once."""


OF_OUR_WORDS: Final[frozenset[Callable[[Claim], Sequence[Verdict]]]] = frozenset(
    {schema.check, ids.check, values.check, groups.check, _check_words, preference.check}
)
"""Checks of sentences in our own words."""

OF_CITED_FACTS: Final = (levels.check, *[check for check in CHECKS if check not in OF_OUR_WORDS])
"""A fact that cites the item's text is proved as its level says, in place of those."""


def _refusals(what: Claim, policy: SayPolicy) -> list[Verdict]:
    found: list[Verdict] = []
    for check in OF_CITED_FACTS if levels.is_cited_fact(what.draft) else CHECKS:
        found += check(what)
    found += ruled.check(what, policy)
    return found


_TAG: Final = re.compile(r"<\s*[A-Za-z/!]")


class SentenceVerifier:
    """Proves and fills drafts against a closed vocabulary. Pure, and safe to share between threads."""

    def __init__(
        self, lexicons: Mapping[str, Lexicon], policy: SayPolicy = NO_RULES, stamps: QuoteStamps | None = None
    ) -> None:
        """Keep vocabularies and rules.

        Args:
            lexicons: language (`en`, `de`) → its closed vocabulary.
            policy: what editors and lawyers decided on what may be said.
            stamps: makes and reads stamps of quotations; without them every quotation is proved anew.
        """
        self._lexicons = dict(lexicons)
        self._policy = policy
        self._stamps = stamps

    def stamp(self, text: VerifiedText, item: Item) -> str:
        """The stamp of a quotation that it proved of an item just now; empty where nothing is stamped."""
        lexicon = self._lexicon(text.locale)
        if self._stamps is None or lexicon is None or lexicon.quoting is None:
            return ""
        return self._stamps.of(text, item, self._rules(lexicon.quoting))

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """Check every rule; fill the slots only when none is broken. Fails closed: an error inside is a refusal."""
        try:
            return self._verify(draft, bearing)
        except Exception as error:  # noqa: BLE001, RUF100  whatever went wrong, the sentence does not leave
            hint = f"the verifier failed ({type(error).__name__}); use another wording"
            return Refused(draft, (verdict(Code.INTERNAL, (0, len(draft.text)), hint),))

    def _verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        lexicon = self._lexicon(bearing.locale)
        if lexicon is None:
            hint = f"there is no policies/lexicon/{bearing.locale}.yaml; languages: {', '.join(sorted(self._lexicons))}"
            return Refused(draft, (verdict(Code.LOCALE_UNKNOWN, (0, len(draft.text)), hint),))
        disclosed = disclosure.check(draft, bearing, self._policy)
        if disclosed is not None:
            disclosed += _appeared(claim(draft, bearing, lexicon), draft.text)
            return Refused(draft, tuple(disclosed)) if disclosed else VerifiedText(SEAL, draft, draft.text)
        what = claim(draft, bearing, lexicon, is_stamped=self._is_stamped(draft, bearing, lexicon))
        if refusals := _refusals(what, self._policy):
            # Once more with the ids as the writer has them, so that the places are places in the draft.
            refusals = _refusals(claim(draft, bearing, lexicon, as_it_stands=True), self._policy) or refusals
            return Refused(draft, tuple(refusals))
        filled = fill(what.parsed, what.names, bearing, is_quoting=draft.kind == "reason")
        if isinstance(filled, Slot):
            span = parse(draft.text).slots[what.parsed.slots.index(filled)].span
            hint = f"what '{what.names[filled.owner]}.{filled.field}' holds cannot be shown; use a wording without it"
            return Refused(draft, (verdict(Code.VALUE_UNSAFE, span, hint),))
        refusals = [
            *length.check_filled(what, filled),
            *ruled.check_filled(what, filled, self._policy),
            *_appeared(what, filled),
        ]
        return Refused(draft, tuple(refusals)) if refusals else VerifiedText(SEAL, draft, filled)

    def _lexicon(self, locale: str) -> Lexicon | None:
        return self._lexicons.get(locale) or self._lexicons.get(locale.split("-")[0])

    def _is_stamped(self, draft: DraftSentence, bearing: Bearing, lexicon: Lexicon) -> bool:
        if self._stamps is None or not bearing.stamp or bearing.item is None or lexicon.quoting is None:
            return False
        return self._stamps.holds(bearing.stamp, draft, bearing.item, self._rules(lexicon.quoting))

    def _rules(self, quoting: Quoting) -> str:
        """Versions of the rules that prove a quotation and its language."""
        return f"{quoting.version}+{self._policy.version}"


def _appeared(what: Claim, filled: str) -> list[Verdict]:
    """What must not be in any text that leaves, whatever the checks before have seen."""
    whole = (0, len(what.draft.text))
    if ("{" in filled and TEXT_SLOT.search(filled)) or ("<" in filled and _TAG.search(filled)):
        return [verdict(Code.VALUE_UNSAFE, whole, "a slot or tag appeared when the draft was filled")]
    if not filled.isprintable() and any(_is_hidden(character) for character in filled):
        return [verdict(Code.HIDDEN_CHARACTER, whole, "a hidden character appeared when the draft was filled")]
    return []


def _is_hidden(character: str) -> bool:
    # Words of several scripts need the two joiners; `clean` lets them through between letters.
    return unicodedata.category(character)[0] == "C" and character not in "\u200c\u200d"
