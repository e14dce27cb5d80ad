"""A campaign as people write it in `campaigns/<name>.yaml`: to whom, about what, how, and within which bounds."""

import re
from functools import lru_cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.canonical import content_hash
from frankly.domain.faults import Misfit
from frankly.domain.ids import NameText
from frankly.domain.model.budget import BudgetKind, read_limit
from frankly.domain.person.segment import Rule
from frankly.domain.surface import Share
from frankly.domain.time import Moment

Mode = Literal["cell", "per_recipient", "template"]
"""Who words the messages: a model once for each cell, a model for each recipient, or the wordings alone."""

BlockKind = Literal["intro", "items", "note", "closing"]
"""Parts of a message between greeting and footer."""

LocaleText = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language as a BCP 47 tag."""

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A line that people wrote."""


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """A time zone of the IANA database by its name; None where there is none of it, or the name is empty."""
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def _is_time_zone(name: str) -> str:
    if zone_named(name) is None:
        raise ValueError(f"'{name}' is no time zone; write one such as Europe/Berlin or UTC")
    return name


TimeZone = Annotated[str, AfterValidator(_is_time_zone)]
"""A time zone of the IANA database."""


def _is_clock_time(told: object) -> object:
    # YAML reads 21:00 without quotes as a number to the base of sixty.
    if isinstance(told, str) and re.fullmatch(_CLOCK, told):
        return told
    raise ValueError("Write a time of day as '21:00', in quotes and of 24 hours")


_CLOCK: Final = r"^([01]\d|2[0-3]):[0-5]\d$"

ClockTime = Annotated[str, StringConstraints(pattern=_CLOCK), BeforeValidator(_is_clock_time)]
"""A time of day as HH:MM."""


def _is_beside(path: str) -> str:
    steps = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\", "~")) or ".." in steps or ":" in steps[0] or not path.isprintable():
        raise ValueError("the file lies beside the campaign, or in a folder there: write its name, such as readers.csv")
    return path


BesidePath = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(_is_beside)]
"""A file in the folder of campaigns, or in one of its folders; whoever may write a campaign reads no other file."""


def _is_budget(text: str) -> str:
    read_limit(BudgetKind.CAMPAIGN, text)
    return text


BudgetText = Annotated[str, StringConstraints(max_length=100), AfterValidator(_is_budget)]
"""A budget as people write it."""


class Audience(Frozen):
    """Who is considered; exactly one of its fields is given."""

    segment: NameText | None = None
    """Everybody of a segment of `policies/segments.yaml`."""

    rule: Rule | None = None
    """Everybody for whom a rule holds, written as in `policies/segments.yaml`."""

    file: BesidePath | None = None
    """A CSV or JSONL file beside the campaign: `person`, and where they are known `email`, `first_name`, `locale`,
    `time_zone`."""

    everyone: Literal[True] | None = None
    """Everybody whose agreement is stored."""

    @model_validator(mode="after")
    def _one_of(self) -> "Audience":
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(type(self).model_fields)}; found {given or 'none'}")
        return self


class SubjectVariant(Frozen):
    """One way to word what mailboxes show first."""

    subject: dict[LocaleText, ShortText] = Field(default_factory=dict)
    """Language → the subject; it states nothing that the body does not bear. Absent: the wordings tell it."""

    preheader: dict[LocaleText, ShortText] = Field(default_factory=dict)
    """Language → what mailboxes show beside it."""

    tone: NameText | None = None
    """A tone of the brand for the whole message; the campaign's where absent."""

    share: Share | None = None
    """Share of the recipients under a fixed split; all variants or none have one."""


class MessageCap(Frozen):
    """Most messages that one person gets, of all campaigns together."""

    messages: Annotated[int, Field(ge=1, le=100)]
    """How many."""

    days: Annotated[int, Field(ge=1, le=365)]
    """Within so many days."""


class QuietHours(Frozen):
    """When nobody is written to, in the recipient's own time zone."""

    begin: ClockTime
    """First minute of quiet."""

    end: ClockTime
    """First minute after it; before `begin` it is on the next day."""

    @model_validator(mode="after")
    def _leaves_time(self) -> "QuietHours":
        if self.begin == self.end:
            raise ValueError("'begin' and 'end' are the same minute, so it is never or always quiet; leave it out")
        return self


class Split(Frozen):
    """How variants are dealt."""

    way: Literal["fixed", "thompson"] = "fixed"
    """By fixed shares, or more and more to what does better."""

    reward: Literal["click", "success"] = "click"
    """What counts as success: a click, or the surface's success act. Opens never count: programs open mail too."""

    delay_hours: Annotated[int, Field(ge=1, le=720)] = 48
    """So long after the hand-over a reward still counts, and so long nothing is concluded from its absence."""

    least_share: Share = 100_000
    """Least share of the recipients that each variant gets under `thompson`."""


class Guardrail(Frozen):
    """What stops a campaign by itself."""

    unsubscribed: Share = 20_000
    """Share of unsubscribes among delivered messages that must not be surpassed."""

    complained: Share = 3_000
    """Share of complaints among delivered messages that must not be surpassed."""

    at_least: Annotated[int, Field(ge=10, le=1_000_000)] = 200
    """Delivered messages before anything is concluded."""


class Trigger(Frozen):
    """What makes the campaign write to somebody by itself; without it a campaign is run once, by hand."""

    kind: Literal["digest", "lapsed", "cart_left", "back_in_stock", "continue"]
    """Every so often; nothing done for so long; a cart left; something wanted is back; something was begun."""

    after_hours: Annotated[int, Field(ge=1, le=24 * 365)]
    """How long after the last act (for `digest`: after the last message) it is due."""

    within_hours: Annotated[int, Field(ge=1, le=24 * 365)] = 24
    """For how long it then stays due; a message leaves within that time, or not at all."""

    @property
    def is_about_items(self) -> bool:
        """Whether what it finds is about items: that of a digest, and of who did nothing for long, is not."""
        return self.kind not in {"digest", "lapsed"}


class Review(Frozen):
    """How many messages people look at before any is handed over."""

    defect_share: Share = 10_000
    """Share of defective messages that is to be ruled out …"""

    confidence: Share = 950_000
    """… with this certainty, when the sample shows no defect."""


class Campaign(Frozen):
    """Personalised e-mail to many, as a file that people edit."""

    name: NameText
    """Name, equal to the file's."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """What people call it; recipients never see it."""

    author: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """Who answers for it; somebody else approves it."""

    audience: Audience
    """Who is considered."""

    surface: NameText = "email"
    """The surface whose policy holds."""

    locales: Annotated[tuple[LocaleText, ...], Field(min_length=1)] = ("en",)
    """Languages that messages may be in, the one for people of unknown language first."""

    mode: Mode = "cell"
    """Who words the messages."""

    items: Annotated[int, Field(ge=1, le=12)] = 3
    """Items of a message."""

    tone: NameText | None = None
    """A tone of the brand; the surface says which where absent."""

    blocks: Annotated[tuple[BlockKind, ...], Field(min_length=1)] = ("intro", "items", "closing")
    """Parts of the message in their order."""

    note: dict[LocaleText, ShortText] = Field(default_factory=dict)
    """Language → a line that people wrote, for the block `note`; it passes the same gate as every sentence."""

    variants: dict[NameText, SubjectVariant] = Field(default_factory=dict)
    """Ways to word the subject that are tried against each other."""

    split: Split = Split()
    """How they are dealt."""

    disclosures: dict[LocaleText, ShortText] = Field(default_factory=dict)
    """Language → what the law wants said in the footer of this campaign."""

    general_version: bool = True
    """Whether people who agreed to e-mail and not to a profile get the version for everybody."""

    caps: tuple[MessageCap, ...] = (MessageCap(messages=2, days=7),)
    """Most messages that one person gets, of all campaigns together."""

    quiet_hours: QuietHours | None = QuietHours(begin="21:00", end="08:00")
    """When nobody is written to; null writes at any time."""

    time_zone: TimeZone = "UTC"
    """Time zone of people of whom none is known."""

    send_from: Moment | None = None
    """Nothing is handed over before this moment."""

    do_not_send_after: Moment | None = None
    """Nothing is handed over after this moment."""

    holdout: Share = 0
    """Share of the audience that gets nothing, so that the effect of the rest can be measured."""

    budget: BudgetText = ""
    """The most that models may cost, such as `2 USD` or `500000 tokens`; empty sets no bound of its own."""

    review: Review = Review()
    """How many messages people look at before any is handed over."""

    guardrail: Guardrail = Guardrail()
    """What stops the campaign by itself."""

    trigger: Trigger | None = None
    """What makes it write by itself; null is run by hand."""

    utm: dict[Literal["source", "medium", "campaign", "content"], NameText] = Field(default_factory=dict)
    """What is added to links, so that the shop's own figures know the campaign; nothing about a person."""

    @model_validator(mode="after")
    def _fits(self) -> "Campaign":
        if "note" in self.blocks and not self.note:
            raise Misfit(
                ("blocks",), "'blocks' names a note and 'note' is empty; write one for each language, or drop the block"
            )
        if len(set(self.blocks)) != len(self.blocks) or "items" not in self.blocks:
            raise Misfit(("blocks",), "'blocks' names each part once, and 'items' among them")
        shares = [variant.share for variant in self.variants.values() if variant.share is not None]
        if shares and (len(shares) != len(self.variants) or sum(shares) != 1_000_000):
            raise Misfit(("variants",), "the shares of the variants add up to 1, and all of them have one, or none has")
        if self.split.way == "thompson" and self.split.least_share * len(self.variants) > 1_000_000:
            told = "'least_share' of all variants together is more than everybody; lower it"
            raise Misfit(("split", "least_share"), told)
        if self.split.way == "thompson" and shares:
            raise Misfit(("variants",), "'share' is for the fixed split; under 'thompson' shares are learned")
        if self.send_from and self.do_not_send_after and self.send_from >= self.do_not_send_after:
            told = "'do_not_send_after' is not later than 'send_from', so nothing could ever be sent"
            raise Misfit(("do_not_send_after",), told)
        return self

    @property
    def version(self) -> str:
        """Hash of all that the file says."""
        return content_hash(self.model_dump(mode="json"))

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of people of whom none is known."""
        return ZoneInfo(self.time_zone)

    def zone_of(self, name: str) -> ZoneInfo:
        """Time zone of somebody, by what stands as theirs; the campaign's own where that is none, or nothing."""
        return zone_named(name) or self.zone
