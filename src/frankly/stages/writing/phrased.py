"""Phrases as wordings: what the phrasebook holds stands beside the templates, and is chosen and verified like them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast, get_args

from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.phrase import Phrase, PhraseCell
from frankly.domain.saying.text_slot import EVIDENCE_FIELDS, GROUND_FIELDS, ITEM_FIELDS_IN_REASON, TEXT_SLOT
from frankly.stages.writing.templates import TemplateWrong, slots_of
from frankly.stages.writing.wordings import Form, Language, Wording, Wordings

FORMS: Final[tuple[Form, ...]] = ("one", "because", "several", "because_several", "self", "many")
"""Forms that phrases are written for; those without slots and those by source stay with the templates."""


def cells_of(wordings: Wordings) -> tuple[PhraseCell, ...]:
    """Everything that phrases can be written for: what has templates, since these stand in where a phrase fails."""
    return tuple(
        PhraseCell(locale, kind, form)
        for locale, language in sorted(wordings.languages.items())
        for (kind, form), lines in language.reasons.items()
        if form in FORMS and lines
    )


def wording_of(cell: PhraseCell, text: str, name: str) -> Wording:
    """A phrase as a wording.

    Args:
        cell: what it is written for.
        text: with slots such as `{e1.title}`.
        name: by which it is known among the wordings of its cell.

    Raises:
        TemplateWrong: when it holds a slot that this kind of evidence has not, or a brace that is none of a slot.
    """
    if cell.form not in get_args(Form):
        raise TemplateWrong(f"there is no list of wordings named '{cell.form}'")
    template = _template(text)
    named = {(slot["owner"], slot["field"]) for slot in TEXT_SLOT.finditer(text)}
    if unknown := sorted(f"{owner}.{field}" for owner, field in named - _known(cell)):
        raise TemplateWrong(f"there is no '{unknown[0]}' in a reason of this form")
    return Wording(
        name=f"{cell.kind.value}/{cell.form}/{name}",
        text=template,
        cause="necessary" if cell.form.startswith("because") else "contributing",
        slots=slots_of(template),
        origin="phrasebook",
    )


def _template(text: str) -> str:
    if "{" in TEXT_SLOT.sub("", text) or "}" in TEXT_SLOT.sub("", text):
        raise TemplateWrong("a brace belongs to a slot such as {e1.title}, and to nothing else")
    return TEXT_SLOT.sub(lambda slot: f"{{{{ {slot['owner']}.{slot['field']} }}}}", text)


def _known(cell: PhraseCell) -> frozenset[tuple[str, str]]:
    kind = cell.kind
    known = {("e1", name) for name in EVIDENCE_FIELDS[kind]} | {("item", name) for name in ITEM_FIELDS_IN_REASON[kind]}
    return frozenset(known | {("g1", name) for name in GROUND_FIELDS[kind] if "several" in cell.form})


def with_phrases(wordings: Wordings, phrases: Iterable[Phrase]) -> Wordings:
    """The same wordings with phrases beside the templates of their cells.

    Args:
        wordings: what templates say.
        phrases: those in force; one that cannot be read, or in a language without templates, is left out.
    """
    told = sorted(phrases, key=lambda phrase: phrase.id)
    if not told:
        return wordings
    by_locale: dict[str, dict[tuple[EvidenceKind, Form], list[Wording]]] = {}
    for phrase in told:
        language = wordings.languages.get(phrase.locale)
        read = _read(phrase) if language is not None else None
        if read is not None:
            place = (phrase.kind, cast(Form, phrase.form))
            by_locale.setdefault(phrase.locale, {}).setdefault(place, []).append(read)
    languages = {locale: _joined(one, by_locale.get(locale, {})) for locale, one in wordings.languages.items()}
    return Wordings(languages, hash_bytes(canonical([wordings.version, [phrase.id for phrase in told]])))


def _read(phrase: Phrase) -> Wording | None:
    try:
        return wording_of(phrase.cell, phrase.text, phrase.id[:8])
    except TemplateWrong:
        return None


def _joined(language: Language, more: Mapping[tuple[EvidenceKind, Form], Sequence[Wording]]) -> Language:
    if not more:
        return language
    reasons = dict(language.reasons)
    for place, phrases in more.items():
        reasons[place] = (*reasons.get(place, ()), *phrases)
    return replace(language, reasons=reasons)
