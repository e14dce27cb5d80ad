"""Looks at items before a mail is about them: one that fails a check by itself makes room for the next one.

An item is looked at once, as it stands in an e-mail in which nothing is said: what the same e-mail with a plain item
fails too is no fault of the item.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.unfit import UnfitItem
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.pipelines.messaging.checking import setting_of, unsaid_mail
from frankly.pipelines.messaging.fitting import fitting
from frankly.pipelines.messaging.lettering import Lettered, bare_block, look_of, shown
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.remembering import Remembering
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.plain import plain_of
from frankly.stages.snapshot.naming import parsed

_PLAIN: Final = Item(id=ItemId("a"), title="A")
"""An item with which nothing can be wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class _Language:
    """What is shared by the looks at items in one language.

    Attributes:
        letter: the e-mail without an item.
        checks: of such e-mails, with what was looked at already.
        own: codes that it fails whatever it is about.
        found: item → what it fails; None for a sound one.
    """

    letter: Letter
    checks: Remembering
    own: frozenset[str] = frozenset()
    found: dict[str, UnfitItem | None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Fitness:
    """Items of one edition, as far as they were looked at.

    Attributes:
        parts: catalogue, brand, template, rules.
        campaign: as it was planned.
        unkept: those that cannot stand in an e-mail and that nobody has taken down yet.
    """

    parts: Parts
    campaign: Campaign
    unkept: list[UnfitItem] = field(default_factory=list)
    _languages: dict[str, _Language] = field(default_factory=dict)
    _position: int | None = None

    async def among(self, decided: Decided, ahead: int) -> Mapping[str, str]:
        """Items of a decision that cannot stand in the e-mail that it is for.

        Args:
            decided: the decision.
            ahead: how many of the candidates with the best scores are looked at besides those of the slate.

        Returns:
            Id → code of the check.

        Raises:
            StoreUnavailable: when the catalogue cannot be read.
        """
        names, slate = decided.situation.snapshot.item_ids, decided.slate
        rows = dict.fromkeys([*(slot.row for slot in slate.slots), *list(slate.base_order[:ahead])])
        found = await self._looked([names[row] for row in rows], decided.situation.snapshot.id, decided.answer.locale)
        return {one.item: one.code for one in found}

    async def _looked(self, items: Sequence[str], snapshot: str, locale: str) -> list[UnfitItem]:
        position = parsed(snapshot).position
        if position != self._position:
            # Another state of the catalogue may say something else of any item.
            self._languages, self._position = {}, position
        known = self._language(locale).found
        missing = [ItemId(one) for one in items if one not in known]
        if missing:
            there = await self.parts.catalogue.get_many(missing, at=position)
            for item in missing:
                known[item] = fault = self._look(there[item], locale) if item in there else None
                self.unkept += [] if fault is None else [fault]
        return [fault for name in items if (fault := known[name]) is not None]

    def _look(self, item: Item, locale: str) -> UnfitItem | None:
        language = self._language(locale)
        faults = (one for one in self._errors(language, item, locale) if one.code not in language.own)
        fault = next(faults, None)
        return None if fault is None else UnfitItem(str(item.id), fault.code, fault.hint)

    def _errors(self, language: _Language, item: Item, locale: str) -> Iterator[MailFinding]:
        blocks = (bare_block(item, locale, self.parts.brand.mail),)
        told, html = fitting(Lettered(replace(language.letter, blocks=blocks), ()), self.parts)
        checks = language.checks
        yield from checks.errors(unsaid_mail(checks.setting, told.letter, plain_of(told.letter), html))

    def _language(self, locale: str) -> _Language:
        found = self._languages.get(locale)
        if found is None:
            parts, campaign = self.parts, self.campaign
            # Without words that claim something: no sentence stands in these e-mails.
            setting = setting_of(parts, locale, {}, surface=campaign.surface)
            letter = Letter(
                language=locale,
                is_right_to_left=setting.is_right_to_left,
                house=shown(parts.brand.name),
                home="",
                look=look_of(parts.brand.mail),
                subject="",
                order=campaign.blocks,
            )
            found = _Language(letter, Remembering(setting))
            own = frozenset(one.code for one in self._errors(found, _PLAIN, locale))
            found = self._languages[locale] = replace(found, own=own)
        return found
