"""Loads wordings, their vocabulary and the brand from the folders that people edit. A mistake names file and line."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias, cast, get_args

from frankly.adapters.files.words.brand import load_brand
from frankly.adapters.files.words.frames import load_quoting
from frankly.adapters.files.words.lines import Line, part_of, read_lines
from frankly.adapters.files.words.nouns import DEFAULT, Forms, admit, named
from frankly.adapters.files.words.rules import load_rules
from frankly.adapters.files.words.sayable import sayable
from frankly.adapters.files.words.shapes import OCCASIONS, load_shapes, words_by_use
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.evidence import EvidenceKind
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text_slot import EVIDENCE_FIELDS, GROUND_FIELDS, ITEM_FIELDS_IN_REASON, SAYABLE_KINDS
from frankly.errors import Misconfigured
from frankly.stages.verify.vocabulary.claims import CLAIMS
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.stems import stem
from frankly.stages.writing.brand import Brand
from frankly.stages.writing.templates import TemplateWrong, slots_of
from frankly.stages.writing.wordings import OCCASION, SOURCE_OF_FORM, Family, Form, Language, Wording, Wordings

_FORMS: Final[tuple[Form, ...]] = get_args(Form)
_KINDS: Final = tuple(str(kind) for kind in SAYABLE_KINDS)
_LISTED: Final = ("reasons", "headlines", "nudges")
_ROLES: Final = ("subject", "preheader", "intro", "greeting", "closing")
"""Lines of a message: what its file may leave out is told by headlines and nudges, or not at all."""
_TOLD_ROLES: Final = ("subject", "preheader", "intro")
"""Lines of a message that may say for what it is written."""
_LITERAL_NUMBER: Final = re.compile(r"\d")
_TEMPLATE_PART: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")

Naming: TypeAlias = Callable[[str], str]
"""Template → the same with the item's title for what points at it; empty where nothing does."""


@dataclass(frozen=True, slots=True, eq=False)
class TextData:
    """All that is needed to write and to verify.

    Attributes:
        wordings: what templates say; their version covers the vocabulary too.
        lexicons: language → closed vocabulary.
        brand: how the house speaks.
        rules: what may be said.
        quoting: language → how items' own texts may be quoted.
    """

    wordings: Wordings
    lexicons: Mapping[str, Lexicon]
    brand: Brand
    rules: SayPolicy
    quoting: Mapping[str, Quoting]


def load_text(policies: Path, brand: Path) -> TextData:
    """Load wordings, vocabulary and brand, and check that they fit.

    Args:
        policies: folder with `wordings/<locale>.yaml` and `lexicon/<locale>.yaml`.
        brand: folder with `default.yaml`, or the file itself.

    Raises:
        Misconfigured: with file, line, what was wrong and the nearest valid name.
    """
    file = brand / "default.yaml" if brand.is_dir() else brand
    house = load_brand(file)
    quoting = load_quoting(policies)
    lexicons = load_lexicons(policies, house.nouns, quoting)
    wordings = load_wordings(policies, house.nouns)
    for locale, language in wordings.languages.items():
        if locale not in lexicons:
            raise Misconfigured(
                f"{policies}: wordings/{locale}.yaml has no lexicon/{locale}.yaml beside it; write one."
            )
        wanted = house.formality.get(locale, "")
        if language.formality and wanted and language.formality != wanted:
            raise Misconfigured(
                f"{file}: formality '{wanted}' is asked for, and wordings/{locale}.yaml is "
                f"written in '{language.formality}'; change one of them."
            )
    rules = load_rules(policies, house.formality)
    if rules.version:
        version = hash_bytes(f"{wordings.version}+{rules.version}".encode())
        wordings = sayable(Wordings(wordings.languages, version), rules)
    return TextData(wordings, lexicons, house, rules, quoting)


def load_wordings(policies: Path, nouns: Mapping[str, Forms] = DEFAULT) -> Wordings:
    """Load every `wordings/<locale>.yaml`.

    Args:
        policies: folder with `wordings` and `lexicon`.
        nouns: language → forms of the brand's noun.

    Raises:
        Misconfigured: with file and line.
    """
    files = _files(policies / "wordings")
    languages = [_language(read_lines(path), nouns.get(path.stem, {})) for path in files]
    version = _version([*files, *_files(policies / "lexicon")], canonical(nouns))
    return Wordings({language.locale: language for language in languages}, version)


def _language(document: Line, nouns: Forms) -> Language:
    parts = document.named(names=("locale", "formality", "title", "this", *_LISTED, "messages", "occasions"))
    locale = _locale(document, parts)
    naming = _naming(parts)
    reasons: dict[tuple[EvidenceKind, Form], tuple[Wording, ...]] = {}
    for name, forms in part_of(document, parts, "reasons").named(names=_KINDS).items():
        kind = EvidenceKind(name)
        for form_name, lines in forms.named(names=_FORMS).items():
            form = cast(Form, form_name)
            reasons[kind, form] = tuple(_reasons(kind, form, lines, nouns, naming))
    headlines = {
        name: _family(f"headline/{name}", entry, nouns)
        for name, entry in part_of(document, parts, "headlines").named().items()
    }
    nudges = {
        name: tuple(_wordings(f"nudge/{name}", lines, frozenset(), nouns))
        for name, lines in part_of(document, parts, "nudges").named().items()
    }
    formality = parts["formality"].text() if "formality" in parts else ""
    return Language(locale, reasons, headlines, nudges, formality, _messages(parts, nouns), _occasions(parts, nouns))


def _messages(parts: Mapping[str, Line], nouns: Forms) -> dict[str, dict[str, Family]]:
    if "messages" not in parts:
        return {}
    return {
        role: {name: _family(f"{role}/{name}", entry, nouns) for name, entry in families.named().items()}
        for role, families in parts["messages"].named(names=_ROLES).items()
    }


def _occasions(parts: Mapping[str, Line], nouns: Forms) -> dict[str, dict[str, dict[str, Family]]]:
    """What says for what a message is written, by trigger."""
    if "occasions" not in parts:
        return {}
    return {
        trigger: {
            role: {
                name: _family(f"{role}/{OCCASION}/{trigger}/{name}", entry, nouns)
                for name, entry in families.named().items()
            }
            for role, families in roles.named(names=_TOLD_ROLES).items()
        }
        for trigger, roles in parts["occasions"].named(names=OCCASIONS).items()
    }


def _reasons(kind: EvidenceKind, form: Form, lines: Line, nouns: Forms, naming: Naming) -> Iterator[Wording]:
    owners = {("e1", name) for name in EVIDENCE_FIELDS[kind]} | {("item", name) for name in ITEM_FIELDS_IN_REASON[kind]}
    if "several" in form:
        owners |= {("g1", name) for name in GROUND_FIELDS[kind]}
    for wording in _wordings(f"{kind}/{form}", lines, frozenset(owners), nouns, naming):
        if form.startswith("plain") and wording.slots:
            raise lines.wrong(f"'{form}' wordings have no slots; move this one to another list")
        yield Wording(
            name=wording.name,
            text=wording.text,
            cause="necessary" if form.startswith("because") else "contributing",
            source=SOURCE_OF_FORM.get(form),
            tone=wording.tone,
            slots=wording.slots,
            naming=wording.naming,
        )


def _naming(parts: Mapping[str, Line]) -> Naming:
    """What puts the item's title in the place of the words that point at it; nothing where there are none."""
    if "title" not in parts or "this" not in parts:
        return lambda text: ""
    title = parts["title"].text()
    words = [rf"\b{re.escape(word)}\b" for word in parts["this"].words()]
    pointing = re.compile("|".join([r"\{\{\s*noun\.this\w*\s*\}\}", *words]), re.IGNORECASE)

    def name(text: str) -> str:
        found, count = pointing.subn(lambda _: title, text, count=1)
        return found if count and "item.title" not in text else ""

    return name


def _family(name: str, entry: Line, nouns: Forms) -> Family:
    parts = entry.named(names=("kinds", "lines"))
    kinds = tuple(part_of(entry, parts, "kinds").words()) if "kinds" in parts else ()
    for kind in kinds:
        if kind not in _KINDS:
            raise parts["kinds"].wrong(f"'{kind}' is no kind that can be a reason; kinds: {', '.join(_KINDS)}.")
    found = [EvidenceKind(kind) for kind in kinds]
    lists = [EVIDENCE_FIELDS[kind] for kind in found]
    fields = lists[0].intersection(*lists[1:]) if lists else frozenset[str]()
    owners = frozenset(("e1", field) for field in fields)
    lines = _wordings(name, part_of(entry, parts, "lines"), owners, nouns)
    return Family(name.partition("/")[2], frozenset(found), tuple(lines))


def _wordings(
    name: str,
    lines: Line,
    known: frozenset[tuple[str, str]],
    nouns: Forms,
    naming: Naming = lambda text: "",
) -> Iterator[Wording]:
    seen: set[str] = set()
    for number, line in enumerate(lines.items(), start=1):
        parts = line.named(names=("text", "tone")) if line.is_mapping else {"text": line}
        written = part_of(line, parts, "text").text()
        text = named(line, written, nouns)
        of_item = named(line, naming(written), nouns)
        if text in seen:
            raise line.wrong("this wording stands twice; keep one of them.")
        seen.add(text)
        tone = parts["tone"].text() if "tone" in parts else None
        yield Wording(f"{name}/{number}", text, tone=tone, slots=_slots(line, text, known), naming=of_item)


def _slots(line: Line, text: str, known: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    try:
        slots = slots_of(text)
    except TemplateWrong as error:
        raise line.wrong(f"{error}.") from error
    for owner, name in slots - known:
        fields = ", ".join(sorted(f"{one}.{field}" for one, field in known)) or "none"
        raise line.wrong(f"there is no '{owner}.{name}' here; slots: {fields}.")
    if _LITERAL_NUMBER.search(_TEMPLATE_PART.sub("", text)):
        raise line.wrong("a wording holds no number of its own; take it from a slot such as {{ e1.count }}.")
    return slots


def load_lexicons(
    policies: Path, nouns: Mapping[str, Forms] = DEFAULT, quoting: Mapping[str, Quoting] | None = None
) -> dict[str, Lexicon]:
    """Load every `lexicon/<locale>.yaml`, with the brand's nouns admitted.

    Args:
        policies: folder with `lexicon`.
        nouns: language → forms of the brand's noun.
        quoting: language → how items' own texts may be quoted; loaded where it is not given.

    Raises:
        Misconfigured: with file and line.
    """
    found = [_lexicon(read_lines(path)) for path in _files(policies / "lexicon")]
    quoting = load_quoting(policies) if quoting is None else quoting
    return {
        one.locale: replace(admit(one, nouns.get(one.locale, {})), quoting=quoting.get(one.locale)) for one in found
    }


_LISTS: Final = ("common", "person", "necessary", "crowd", "numbers", "pointers", "generic", "nudge", "fact")
_MAPS: Final = ("sources", "units", "kinds", "shared", "claims", "title", "shapes")
_OPTIONAL: Final = ("exact", "harmless", "recent", "sufficient", "rewritten")


def _lexicon(document: Line) -> Lexicon:
    parts = document.named(names=("locale", *_LISTS, *_MAPS, *_OPTIONAL, "irregular"))
    lists = {name: frozenset(part_of(document, parts, name).words()) for name in _LISTS}
    acts: dict[EvidenceKind, frozenset[str]] = {}
    kinds: dict[EvidenceKind, frozenset[str]] = {}
    for name, entry in part_of(document, parts, "kinds").named(names=_KINDS).items():
        words = {part: frozenset(line.words()) for part, line in entry.named(names=("acts", "words")).items()}
        acts[EvidenceKind(name)] = words.get("acts", frozenset())
        kinds[EvidenceKind(name)] = frozenset().union(*words.values())
    for entry in part_of(document, parts, "shared").items():
        shared = entry.named(names=("kinds", "words"))
        for name in part_of(entry, shared, "kinds").words():
            if name not in kinds:
                raise shared["kinds"].wrong(f"'{name}' has no entry under 'kinds'; write one, or leave it out here.")
            kinds[EvidenceKind(name)] |= frozenset(part_of(entry, shared, "words").words())
    maps = {
        name: {key: frozenset(line.words()) for key, line in part_of(document, parts, name).named().items()}
        for name in ("sources", "units", "title")
    }
    optional = {name: frozenset(parts[name].words()) if name in parts else frozenset[str]() for name in _OPTIONAL}
    shapes = load_shapes(part_of(document, parts, "shapes"))
    taken = frozenset().union(*(lists[name] for name in ("necessary", "crowd", "numbers")), *maps["sources"].values())
    taken |= optional["recent"] | optional["sufficient"]
    used = words_by_use(shapes)
    for name, more in used.items():
        if name in _KINDS:
            known = kinds.get(EvidenceKind(name), frozenset())
            kinds[EvidenceKind(name)] = known | (more - taken - lists["person"])
    return Lexicon(
        locale=_locale(document, parts),
        common=lists["common"],
        person=lists["person"],
        necessary=lists["necessary"],
        crowd=lists["crowd"],
        sources=maps["sources"],
        numbers=lists["numbers"],
        units=maps["units"],
        pointers=lists["pointers"],
        generic=lists["generic"],
        acts=acts,
        kinds=kinds,
        nudge=lists["nudge"] | (used["nudge"] - taken),
        fact=lists["fact"] | (used["fact"] - taken),
        version=_version([document.path]),
        exact=optional["exact"],
        claims=_claims(part_of(document, parts, "claims")),
        harmless=optional["harmless"],
        shapes=shapes,
        reason=used["reason"] - taken - lists["person"],
        recent=optional["recent"],
        sufficient=optional["sufficient"],
        rewritten=optional["rewritten"],
        title=maps["title"],
        irregular=_irregular(parts["irregular"], document.path.stem) if "irregular" in parts else {},
    )


def _irregular(entry: Line, locale: str) -> dict[str, str]:
    """Form → the stem of the first form of its group."""
    found: dict[str, str] = {}
    for group in entry.items():
        forms = [form.casefold() for form in group.words()]
        if known := found.keys() & set(forms):
            raise group.wrong(f"'{min(known)}' stands in another group; write each form once.")
        found |= dict.fromkeys(forms, stem(forms[0], locale))
    return found


def _claims(entry: Line) -> dict[str, frozenset[str]]:
    parts = entry.named(names=tuple(CLAIMS))
    return {name: frozenset(word.lower() for word in line.words()) for name, line in parts.items()}


def _locale(document: Line, parts: Mapping[str, Line]) -> str:
    locale = part_of(document, parts, "locale").text()
    if locale != document.path.stem:
        raise parts["locale"].wrong(f"the file is named '{document.path.stem}' and says '{locale}'; make them equal.")
    return locale


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise Misconfigured(f"{folder}: there is no <locale>.yaml; put the shipped files back.")
    return found


def _version(files: list[Path], *more: bytes) -> str:
    return hash_bytes(b"\x1e".join([*(path.name.encode() + b"\x1f" + path.read_bytes() for path in files), *more]))
