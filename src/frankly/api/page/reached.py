"""Why a mail came to somebody: its occasion, and the rule by which a campaign considered them, in words by code.

Who is written to is chosen by what is known of them, as what stands in the message is: the page tells both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.api.page.reached_words import ACTS, FACTS, MOMENTS, REACHED
from frankly.domain.campaign.campaign import Campaign, Trigger
from frankly.domain.person.segment import ActsRule, FactRule, Rule, Segment
from frankly.domain.untrusted.cleaning import cleaned

_DAY: Final = 24
"""Hours."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in words.

    Attributes:
        text: what has to hold.
        parts: what it is made of; empty where it is a single one.
    """

    text: str
    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """Why a mail came.

    Attributes:
        occasion: what made the campaign write; empty where people ran it.
        considered: whom it considered.
        rule: the rule for that; None where there is none to tell.
    """

    occasion: str
    considered: str
    rule: Condition | None = None


def reached(
    campaign: Campaign, segments: Mapping[str, Segment], labels: Mapping[tuple[str, str], str], lang: str
) -> Reached:
    """Why a mail of a campaign came to those who got it.

    Args:
        campaign: as it was planned.
        segments: groups as they are now; which they were then is not kept.
        labels: (field, value) → what people read.
        lang: `en` or `de`.
    """
    words, audience = _Words(lang, labels), campaign.audience
    text, occasion = REACHED[lang], "" if campaign.trigger is None else _occasion(campaign.trigger, lang)
    if audience.rule is not None:
        return Reached(occasion, text["rule"], words.rule(audience.rule))
    if audience.segment is not None:
        group = segments.get(audience.segment)
        if group is None:
            return Reached(occasion, text["group_gone"].format(name=audience.segment))
        title = group.title.get(lang) or group.title.get("en") or group.name
        return Reached(occasion, text["group"].format(name=" ".join(cleaned(title).split())), words.rule(group.when))
    return Reached(occasion, text["file"] if audience.file is not None else text["everyone"])


def _occasion(trigger: Trigger, lang: str) -> str:
    hours = trigger.after_hours
    unit, many = ("days", hours // _DAY) if hours % _DAY == 0 else ("hours", hours)
    time = REACHED[lang][unit if many != 1 else unit.removesuffix("s")].format(count=many)
    return REACHED[lang][trigger.kind].format(time=time)


@dataclass(frozen=True, slots=True)
class _Words:
    lang: str
    labels: Mapping[tuple[str, str], str]

    def rule(self, rule: Rule) -> Condition:
        text = REACHED[self.lang]
        groups: dict[str, Sequence[Rule] | None] = {"all": rule.all, "any": rule.any, "none": rule.none}
        for name, parts in groups.items():
            if parts is not None:
                return Condition(text[name], tuple(map(self.rule, parts)))
        if rule.fact is not None:
            return Condition(self._fact(rule.fact))
        if rule.acts is not None:
            return Condition(self._acts(rule.acts))
        return Condition(MOMENTS[self.lang][str(rule.part_of_day or rule.device)])

    def _fact(self, rule: FactRule) -> str:
        value = REACHED[self.lang]["any_value"]
        if rule.value is not None:
            value = self._label("" if rule.field is None else rule.field.value, rule.value)
        return f"{FACTS[self.lang][rule.kind]}: {value}"

    def _acts(self, rule: ActsRule) -> str:
        text = REACHED[self.lang]
        about = ", ".join(ACTS[self.lang][kind] for kind in rule.kinds)
        if rule.category is not None:
            about = text["in_category"].format(acts=about, category=self._label("category", rule.category))
        told = [self._often(rule)]
        if rule.within_days is not None:
            told.append(text["last_day" if rule.within_days == 1 else "last_days"].format(count=rule.within_days))
        return f"{about}: {', '.join(told)}"

    def _often(self, rule: ActsRule) -> str:
        text, most = REACHED[self.lang], rule.at_most
        if most == 0:
            return text["never"]
        least = [self._times("at_least", rule.at_least)] if rule.at_least else []
        told = [*least, *([] if most is None else [self._times("at_most", most)])]
        return text["and"].join(told) or text["any_times"]

    def _times(self, name: str, count: int) -> str:
        return REACHED[self.lang][f"{name}_once" if count == 1 else name].format(count=count)

    def _label(self, field: str, value: str) -> str:
        return " ".join(cleaned(self.labels.get((field, value), value)).split())
