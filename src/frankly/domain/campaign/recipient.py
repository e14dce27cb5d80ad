"""One recipient of a campaign: a row of the ledger, with a fate, a state, and the hash of what they get."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from frankly.domain.time import EpochMs


class Fate(StrEnum):
    """Why somebody gets a message, or none. The list is closed; nobody is left out without one of these."""

    WILL_GET = "will_get"
    GENERAL_VERSION = "general_version"
    HOLDOUT = "holdout"
    SURFACE_HOLDOUT = "surface_holdout"
    NO_EMAIL_CONSENT = "no_email_consent"
    NO_PROFILE_CONSENT = "no_profile_consent"
    UNKNOWN_PERSON = "unknown_person"
    SUPPRESSED = "suppressed"
    CAPPED = "capped"
    QUIET = "quiet"
    TOO_LATE = "too_late"
    NOT_DUE = "not_due"
    NO_ADDRESS = "no_address"
    ADDRESS_UNUSABLE = "address_unusable"
    DUPLICATE = "duplicate"
    LOCALE_MISSING = "locale_missing"
    NO_ITEM = "no_item"
    NO_SUBJECT = "no_subject"
    TOO_LARGE = "too_large"
    CHECK_FAILED = "check_failed"
    REVIEW_REFUSED = "review_refused"
    ITEM_GONE = "item_gone"
    OCCASION_OVER = "occasion_over"
    SAME_CONTENT = "same_content"
    NOT_READABLE = "not_readable"
    ERASED = "erased"
    STOPPED = "stopped"


TOLD: Final[Mapping[Fate, str]] = {
    Fate.WILL_GET: "gets the personal message",
    Fate.GENERAL_VERSION: "gets the version for everybody: no agreement to a profile",
    Fate.HOLDOUT: "gets nothing on purpose, so that the effect can be measured",
    Fate.SURFACE_HOLDOUT: "is in the surface's holdout, and what the message is written for would be personal",
    Fate.NO_EMAIL_CONSENT: "has not agreed to e-mail",
    Fate.NO_PROFILE_CONSENT: "has not agreed to a profile, and the campaign has no version for everybody",
    Fate.UNKNOWN_PERSON: "nothing is stored of them here, so no agreement to e-mail either; look at the id",
    Fate.SUPPRESSED: "unsubscribed, complained, or must not be written to",
    Fate.CAPPED: "got as many messages as one person may get",
    Fate.QUIET: "it is quiet where they are until nothing may be sent any more",
    Fate.TOO_LATE: "the campaign's time is over, or that of what it was written for",
    Fate.NOT_DUE: "nothing has happened that the campaign waits for",
    Fate.NO_ADDRESS: "no address is known",
    Fate.ADDRESS_UNUSABLE: "what stands as their address is none, or is not in ASCII (write a domain as xn--…)",
    Fate.DUPLICATE: "stands in the audience twice",
    Fate.LOCALE_MISSING: "reads none of the campaign's languages",
    Fate.NO_ITEM: "no item fits",
    Fate.NO_SUBJECT: "rules leave no subject",
    Fate.TOO_LARGE: "mail programs would cut the message off",
    Fate.CHECK_FAILED: "the message fails a check",
    Fate.REVIEW_REFUSED: "a reviewer refused the message, and it was left out",
    Fate.ITEM_GONE: "an item is gone, and nothing in reserve fits",
    Fate.OCCASION_OVER: "what it was written for is over: bought, finished or refused, or who was away came back",
    Fate.SAME_CONTENT: "got the same content before",
    Fate.NOT_READABLE: "what is stored of them cannot be read at the moment",
    Fate.ERASED: "their data was deleted",
    Fate.STOPPED: "the campaign was cancelled or stopped itself before their turn",
}
"""Fate → what a person reads."""

WRITTEN_TO: Final = frozenset({Fate.WILL_GET, Fate.GENERAL_VERSION})
"""Fates of those who get a message."""


class Risk(StrEnum):
    """What makes a message worth a look before others are looked at."""

    MODEL = "model"
    RENEWED = "renewed"
    SPONSORED = "sponsored"
    GENERAL = "general"
    REFUSALS = "refusals"


class RecipientState(StrEnum):
    """How far a recipient is. Each step is taken once; `skipped` and `handed` are ends, and so is `held`."""

    LISTED = "listed"
    PLANNED = "planned"
    SKIPPED = "skipped"
    HELD = "held"
    WRITTEN = "written"
    SENDING = "sending"
    HANDED = "handed"


ENDS: Final = frozenset({RecipientState.SKIPPED, RecipientState.HELD, RecipientState.HANDED})
"""States in which nothing more happens."""

LEFT: Final = frozenset({RecipientState.SENDING, RecipientState.HANDED})
"""States in which a message has left, or may have: after a kill nobody knows."""

_ON_THE_WAY: Final = (
    RecipientState.LISTED,
    RecipientState.PLANNED,
    RecipientState.WRITTEN,
    RecipientState.SENDING,
    RecipientState.HANDED,
)

BEFORE: Final[Mapping[RecipientState, frozenset[RecipientState]]] = {
    **{state: frozenset(_ON_THE_WAY[: place + 1]) - ENDS for place, state in enumerate(_ON_THE_WAY)},
    RecipientState.SKIPPED: frozenset(_ON_THE_WAY) - ENDS,
    RecipientState.HELD: frozenset(_ON_THE_WAY) - ENDS,
}
"""State → those from which a shard's work may lead to it; what was done before is never taken back."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached: personal data, kept in the ledger alone and erased with the person.

    Attributes:
        address: e-mail address; empty where whoever sends knows it by the person's id.
        first_name: for the greeting; empty where unknown.
        locale: language; empty where unknown.
        time_zone: of the IANA database; empty where unknown.
    """

    address: str = ""
    first_name: str = ""
    locale: str = ""
    time_zone: str = ""


UNKNOWN: Final = Contact()
"""Of somebody whom the sender knows by the person's id."""


@dataclass(frozen=True, slots=True)
class Considered:
    """Somebody of an audience, before anything is decided.

    Attributes:
        person: id of the person.
        contact: how they are reached.
    """

    person: str
    contact: Contact = UNKNOWN


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of the ledger.

    Attributes:
        no: number within the edition, counted from 1 in the order of the audience; stands in tokens and keys.
        person: id of the person; empty after they were erased.
        contact: how they are reached.
        state: how far they are.
        fate: why they get a message or none; None before it is decided.
        detail: more about the fate: a check's code, a moment.
        locale: language of their message.
        variant: of the subject; empty where the campaign has none.
        propensity_ppm: chance with which the variant was dealt.
        cell: key of the text that they share; empty without one.
        decision: id of the record of what was chosen, and why.
        not_before: first moment at which they may be written to.
        content: hash of the message as it was written; empty before.
        handed: when it was handed over; None before.
        occasion: what made the campaign write by itself, such as `lapsed:1764000000000`; empty where it was run by
            hand. Nobody is written to twice for one.
        risks: why people should look at the message before others, as names of `Risk` with spaces between; empty before
            it is written.
        renewed: hash of the message that was made anew after the approval, where it says something else than what
            `content` stands for; empty where there is none.
    """

    no: int
    person: str
    contact: Contact = UNKNOWN
    state: RecipientState = RecipientState.LISTED
    fate: Fate | None = None
    detail: str = ""
    locale: str = ""
    variant: str = ""
    propensity_ppm: int = 0
    cell: str = ""
    decision: str = ""
    not_before: EpochMs | None = None
    content: str = ""
    handed: EpochMs | None = None
    occasion: str = ""
    risks: str = ""
    renewed: str = ""
