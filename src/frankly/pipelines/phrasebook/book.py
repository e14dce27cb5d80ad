"""What the use cases of the phrasebook work with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from frankly.domain.quoting.aspects import Aspects
from frankly.domain.saying.phrase import Phrase, PhraseCell
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import Refused, Verdict
from frankly.ports.asking.prompts import PromptBook
from frankly.ports.catalogue import Catalogue
from frankly.ports.facts import FactStore
from frankly.ports.phrases import PhraseStore
from frankly.ports.verifier import Verifier
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.phrased import cells_of, wording_of
from frankly.stages.writing.templates import TemplateWrong
from frankly.stages.writing.trial import attempt
from frankly.stages.writing.wordings import Form, Wordings

TEMPLATE_WRONG: Final = "template_wrong"
"""Code of the verdict on a phrase whose slots cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrasebook:
    """The store of phrases, and all that phrases are made of and held to.

    Attributes:
        catalogue: items.
        facts: sentences about items.
        phrases: patterns of reasons, work, reviews.
        prompts: how models are asked.
        verifier: the gate.
        lexicons: language → the words that sentences may hold.
        wordings: what templates say; phrases are written for what has templates.
        rules: what may be said.
        aspects: what facts can speak of.
        made_with: hash of vocabulary and rules in force; phrases of another one are stale.
    """

    catalogue: Catalogue
    facts: FactStore
    phrases: PhraseStore
    prompts: PromptBook
    verifier: Verifier
    lexicons: Mapping[str, Lexicon]
    wordings: Wordings
    rules: SayPolicy
    aspects: Aspects
    made_with: str

    @property
    def cells(self) -> tuple[PhraseCell, ...]:
        """Everything that phrases can be written for."""
        return cells_of(self.wordings)

    def lexicon(self, locale: str) -> Lexicon | None:
        """The vocabulary of a language; None where nothing is said in it."""
        return self.lexicons.get(locale) or self.lexicons.get(locale.split("-")[0])

    def is_in_force(self, phrase: Phrase) -> bool:
        """Whether requests may use a phrase."""
        return phrase.status == "admitted" and phrase.made_with == self.made_with

    def verdicts_on(self, cell: PhraseCell, text: str) -> tuple[Verdict, ...]:
        """What is against a phrase, tried on evidence that suits it; nothing where it may be used."""
        try:
            wording = wording_of(cell, text, "new")
            form: Form = cell.form  # type: ignore[assignment]  # `wording_of` knows the forms
            draft, bearing = attempt(cell.locale, cell.kind, form, wording)
        except (TemplateWrong, ValueError) as error:
            return (Verdict(code=TEMPLATE_WRONG, span=(0, len(text)), hint=str(error)[:300]),)
        outcome = self.verifier.verify(draft, bearing)
        return outcome.verdicts if isinstance(outcome, Refused) else ()

    def verified(self, phrase: Phrase) -> Phrase:
        """A phrase held to the vocabulary in force: admitted, or refused with the reasons; retired if it was admitted.

        What a person refused stays refused.
        """
        if phrase.status == "refused" and phrase.reviewer is not None:
            return phrase
        against = self.verdicts_on(phrase.cell, phrase.text)
        status = "admitted" if not against else "refused" if phrase.status == "refused" else "retired"
        return phrase.model_copy(update={"status": status, "verdicts": against, "made_with": self.made_with})
