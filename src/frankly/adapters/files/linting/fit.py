"""How the files fit together: wordings that a rule refuses, rules that can never hold, names that nobody else knows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frankly.adapters.files.linting.finding import Finding, Folders, Level
from frankly.adapters.files.words.lines import read_lines
from frankly.adapters.files.words.sayable import refused_words
from frankly.domain.faults import nearest
from frankly.domain.policies import Policies
from frankly.domain.saying.say_policy import EVERYWHERE, SayPolicy, UntoldRule, WordRules, holds_on
from frankly.domain.saying.text_slot import CROWD_KINDS, PLACEMENT_KINDS, UNSAYABLE_KINDS
from frankly.domain.surface import Surface
from frankly.stages.verify.checks.length import MOST_FILLED
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.trial import trial
from frankly.stages.writing.wordings import Wordings

_TIMELESS: Final = CROWD_KINDS | PLACEMENT_KINDS | {"new", "editorial", "part_of_day", "device", "buried"}
"""Kinds of evidence that happened at no time."""

_RULED: Final = frozenset(
    {
        "banned_word",
        "competitor",
        "wrong_address",
        "wrong_language",
        "hard_to_read",
        "too_long_here",
        "untold_evidence",
        "sensitive_topic",
        "personal_data",
    }
)
"""Refusals by rules; every other one is by the vocabulary, or by what is true."""

READ: Final = frozenset({"segments", "roles", "moments", "training", "rules", "aspects"})
"""Files of `policies/` that are read; the rest is in folders, by language."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a catalogue knows, where there is one.

    Attributes:
        categories: of its items.
        tags: of its items.
    """

    categories: Collection[str]
    tags: Collection[str]


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """The files, loaded.

    Attributes:
        folders: where they lie.
        policies: surfaces, segments, roles.
        wordings: all of them, those that a rule bans included.
        lexicons: language → vocabulary.
        rules: what may be said.
        catalogue: what the catalogue knows; None where there is none.
    """

    folders: Folders
    policies: Policies
    wordings: Wordings
    lexicons: Mapping[str, Lexicon]
    rules: SayPolicy
    catalogue: Known | None = None
    lines: dict[str, int] = field(default_factory=dict)


def misfits(loaded: Loaded) -> list[Finding]:
    """Everything that does not fit."""
    checks = (_wordings, _untold, _surfaces, _lengths, _disclosures, _words, _strays, _unknown_labels, _defaults)
    return [finding for check in checks for finding in check(loaded)]


def _at(loaded: Loaded, rule: str, code: str, message: str, level: Level = "error") -> Finding:
    """A finding at a rule."""
    file, _, line = loaded.rules.lines.get(rule, "policies/rules.yaml:0").rpartition(":")
    return Finding(file, int(line), level, code, f"{rule}: {message}")


def _wordings(loaded: Loaded) -> Iterator[Finding]:
    """Every wording tried on suitable evidence; of a list nothing may be left, and that is an error."""
    refused = trial(loaded.wordings, SentenceVerifier(loaded.lexicons, loaded.rules))
    banned: dict[str, int] = {}
    for name, outcome in refused.items():
        locale, _, pattern = name.partition("/")
        file, line = f"policies/wordings/{locale}.yaml", _line_of(loaded, locale, pattern)
        for verdict in outcome.verdicts:
            is_rule = verdict.code in _RULED
            what = f"{pattern}: {verdict.hint}." + (" The wording is not used." if is_rule else "")
            yield Finding(file, line, "warning" if is_rule else "error", verdict.code, what)
        banned[name.rpartition("/")[0]] = banned.get(name.rpartition("/")[0], 0) + 1
    for listed, number in banned.items():
        locale, _, pattern = listed.partition("/")
        if number >= _size_of(loaded, locale, pattern):
            message = f"{pattern}: no wording of this list is left; write one that the rules admit."
            yield Finding(
                f"policies/wordings/{locale}.yaml", _line_of(loaded, locale, pattern), "error", "none_left", message
            )


def _size_of(loaded: Loaded, locale: str, listed: str) -> int:
    language = loaded.wordings.languages[locale]
    lists = [*language.reasons.values(), *(one.lines for one in language.families()), *language.nudges.values()]
    return max((len(lines) for lines in lists if lines and lines[0].name.rpartition("/")[0] == listed), default=1)


def _line_of(loaded: Loaded, locale: str, pattern: str) -> int:
    """Line of a wording, or of a list of them; 0 where it cannot be found."""
    if not loaded.lines:
        for path in sorted((loaded.folders.policies / "wordings").glob("*.yaml")):
            loaded.lines.update(_lines_of(path))
    return loaded.lines.get(f"{locale}/{pattern}", 0)


def _lines_of(path: Path) -> Iterator[tuple[str, int]]:
    """Name of every wording of a file, as loaded → its line."""
    top = read_lines(path).named()
    lists = [
        (f"{kind}/{form}", lines)
        for kind, forms in top["reasons"].named().items()
        for form, lines in forms.named().items()
    ]
    lists += [(f"headline/{name}", entry.named()["lines"]) for name, entry in top["headlines"].named().items()]
    lists += [
        (f"{role}/{name}", entry.named()["lines"])
        for role, families in (top["messages"].named().items() if "messages" in top else ())
        for name, entry in families.named().items()
    ]
    lists += [(f"nudge/{name}", lines) for name, lines in top["nudges"].named().items()]
    for name, lines in lists:
        yield f"{path.stem}/{name}", lines.node.start_mark.line + 1
        for number, line in enumerate(lines.items(), start=1):
            yield f"{path.stem}/{name}/{number}", line.node.start_mark.line + 1


def _untold(loaded: Loaded) -> Iterator[Finding]:
    for name, rule in loaded.rules.rules.untold.items():
        for why in _never(rule):
            yield _at(loaded, f"untold/{name}", "never_holds", f"it can never hold: {why}")
        if rule.kinds and set(rule.kinds) <= UNSAYABLE_KINDS:
            message = "these kinds speak against items and are never said anyway; leave the rule out."
            yield _at(loaded, f"untold/{name}", "needless", message, "warning")


def _never(rule: UntoldRule) -> Iterator[str]:
    if rule.hours is not None and rule.hours.after == rule.hours.before:
        yield "from `after` until `before` there is no hour; make them differ."
    if (rule.hours or rule.older_than_days) and rule.kinds and set(rule.kinds) <= _TIMELESS:
        yield "evidence of these kinds happened at no time; leave out `hours` and `older_than_days`, or name acts."
    if rule.searches and rule.kinds and not {"searched", "search_match"} & set(rule.kinds):
        yield "`searches` looks at the words of a search; name searched or search_match among the kinds."
    if rule.searches and (rule.categories or rule.tags or rule.labels):
        yield "a search is of no item, so it has no label; write two rules."


def _surfaces(loaded: Loaded) -> Iterator[Finding]:
    rules = loaded.rules.rules
    named = [(f"untold/{name}", rule.surfaces) for name, rule in rules.untold.items()]
    named += [(f"disclosures/{name}", rule.surfaces) for name, rule in rules.disclosures.items()]
    named += [(f"lengths/{name}", (name,)) for name in rules.lengths if name != EVERYWHERE]
    for locale, words in loaded.rules.words.items():
        named += [(f"{locale}/banned/{name}", rule.surfaces) for name, rule in words.banned.items()]
        named += [(f"{locale}/reading/{name}", (name,)) for name in words.reading if name != EVERYWHERE]
    for rule_name, surfaces in named:
        for surface in surfaces:
            if surface not in loaded.policies.surfaces:
                known = loaded.policies.surfaces
                yield _at(
                    loaded, rule_name, "unknown_surface", f"there is no surface '{surface}'.{_hint(surface, known)}"
                )


def _hint(name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f" Did you mean '{near}'?" if near else f" There are: {', '.join(sorted(known)[:12])}."


def _lengths(loaded: Loaded) -> Iterator[Finding]:
    for surface, roles in loaded.rules.rules.lengths.items():
        for role, most in roles.items():
            if most >= MOST_FILLED[role]:
                message = f"{role} {most} never holds: the verifier admits {MOST_FILLED[role]} at most anyway."
                yield _at(loaded, f"lengths/{surface}", "never_holds", message, "warning")


def _disclosures(loaded: Loaded) -> Iterator[Finding]:
    for name, rule in loaded.rules.rules.disclosures.items():
        spoken = {
            locale.split("-")[0]
            for surface in loaded.policies.surfaces.values()
            if holds_on(rule.surfaces, surface.name)
            for locale in surface.text.locales
        }
        missing = sorted(spoken - {locale.split("-")[0] for locale in rule.text})
        if missing:
            message = f"it has no text in '{', '.join(missing)}', which its surfaces speak; write one."
            yield _at(loaded, f"disclosures/{name}", "language_missing", message)


def _words(loaded: Loaded) -> Iterator[Finding]:
    for locale, words in loaded.rules.words.items():
        if locale not in loaded.lexicons:
            message = f"there is no lexicon/{locale}.yaml, so nothing is said in '{locale}' and these rules never hold."
            yield Finding(f"policies/rules/{locale}.yaml", 1, "warning", "never_holds", message)
        yield from _twice(loaded, words)
        yield from _address(loaded, words)
    for name, disclosure in loaded.rules.rules.disclosures.items():
        for locale, text in disclosure.text.items():
            for hint in refused_words(text, locale, loaded.rules):
                yield _at(loaded, f"disclosures/{name}", "banned_word", f"its own text: {hint}", "warning")


def _twice(loaded: Loaded, words: WordRules) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, rule in words.banned.items():
        for word in rule.words:
            before = seen.setdefault(word.casefold(), name)
            if before != name:
                message = f"'{word}' is banned by '{before}' too; keep one of them."
                yield _at(loaded, f"{words.locale}/banned/{name}", "twice", message, "warning")


def _address(loaded: Loaded, words: WordRules) -> Iterator[Finding]:
    both = sorted(set(words.address.get("sie", ())) & set(words.address.get("du", ())))
    if both:
        yield _at(loaded, f"{words.locale}/address/du", "never_holds", f"'{both[0]}' stands in both forms of address.")
    chosen = loaded.rules.address_of(words.locale)
    if words.address and not chosen:
        message = f"the brand's `formality` says nothing of '{words.locale}', so no address is checked."
        yield Finding(f"policies/rules/{words.locale}.yaml", 1, "warning", "never_holds", message)


def _strays(loaded: Loaded) -> Iterator[Finding]:
    for path in sorted(loaded.folders.policies.glob("*.yaml")):
        if path.stem not in READ:
            message = f"nobody reads this file.{_hint(path.stem, READ)}"
            yield Finding(f"policies/{path.name}", 0, "warning", "unread", message)


def _defaults(loaded: Loaded) -> Iterator[Finding]:
    """A declared default that names some purposes refuses the others, which is seldom meant."""
    shipped = Surface.model_fields["consent"].get_default(call_default_factory=True)
    for name, surface in loaded.policies.surfaces.items():
        lost = [
            str(purpose) for purpose, is_allowed in shipped.items() if is_allowed and purpose not in surface.consent
        ]
        if not lost:
            continue
        lines = read_lines(loaded.folders.surfaces / f"{name}.yaml").named()
        whole = ", ".join(
            f"{purpose}: {str(surface.consent.get(purpose, is_allowed)).lower()}"
            for purpose, is_allowed in shipped.items()
        )
        message = (
            f"consent: {', '.join(lost)} not named, so refused for everybody who decided nothing of it, which the "
            f"default does not do. Name every purpose: {{{whole}}}."
        )
        yield Finding(
            f"surfaces/{name}.yaml", lines["consent"].node.start_mark.line + 1, "warning", "default_lost", message
        )


def _unknown_labels(loaded: Loaded) -> Iterator[Finding]:
    if loaded.catalogue is None:
        return
    for rule, what, names, known in _named_labels(loaded, loaded.catalogue):
        for name in names:
            if name not in known:
                near = nearest(name, known)
                hint = f" Did you mean '{near}'?" if near else ""
                yield _at(loaded, rule, f"unknown_{what}", f"the catalogue has no {what} '{name}'.{hint}", "warning")


def _named_labels(loaded: Loaded, known: Known) -> Iterator[tuple[str, str, Collection[str], Collection[str]]]:
    rules = loaded.rules.rules
    for name, rule in rules.untold.items():
        yield f"untold/{name}", "category", rule.categories, known.categories
        yield f"untold/{name}", "tag", rule.tags, known.tags
    for topic, labels in rules.sensitive.topics.items():
        yield f"sensitive/{topic}", "category", labels.categories, known.categories
        yield f"sensitive/{topic}", "tag", labels.tags, known.tags
