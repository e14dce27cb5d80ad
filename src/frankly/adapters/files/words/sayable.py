"""Leaves out wordings that a rule bans everywhere, when they are loaded: so a rule costs no refusal at a request.

A wording that a rule bans on some surfaces stays; there the verifier refuses it and another one is taken.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from frankly.domain.saying.say_policy import SayPolicy
from frankly.stages.verify.policy import address, brand
from frankly.stages.writing.wordings import Family, Language, Wording, Wordings

_TEMPLATE_PART: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def sayable(wordings: Wordings, rules: SayPolicy) -> Wordings:
    """The wordings without those that a rule refuses wherever they would be said; names stay as they are."""
    everywhere = _everywhere(rules)
    if not everywhere.rules.competitors and not everywhere.words:
        return wordings
    languages = {locale: _of(language, everywhere) for locale, language in wordings.languages.items()}
    return Wordings(languages, wordings.version)


def refused_words(text: str, locale: str, rules: SayPolicy) -> list[str]:
    """Why a rule that holds everywhere refuses the words of a template; empty where none does."""
    own = _TEMPLATE_PART.sub(lambda part: " " * len(part[0]), text)
    found = [*brand.check(own, locale, "", rules), *address.check(own, "reason", locale, rules)]
    return [one.hint for one in found]


def _everywhere(rules: SayPolicy) -> SayPolicy:
    """The rules without those that name surfaces."""
    words = {
        locale: one.model_copy(
            update={"banned": {name: rule for name, rule in one.banned.items() if not rule.surfaces}}
        )
        for locale, one in rules.words.items()
    }
    return replace(rules, words=words)


def _of(language: Language, rules: SayPolicy) -> Language:
    def kept(lines: Iterable[Wording]) -> tuple[Wording, ...]:
        return tuple([line for line in lines if not refused_words(line.text, language.locale, rules)])

    def of(families: Mapping[str, Family]) -> dict[str, Family]:
        return {name: replace(one, lines=kept(one.lines)) for name, one in families.items()}

    return replace(
        language,
        reasons={form: kept(lines) for form, lines in language.reasons.items()},
        headlines=of(language.headlines),
        messages={role: of(families) for role, families in language.messages.items()},
        occasions={
            trigger: {role: of(families) for role, families in roles.items()}
            for trigger, roles in language.occasions.items()
        },
        nudges={name: kept(lines) for name, lines in language.nudges.items()},
    )
