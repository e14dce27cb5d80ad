"""Words that say why a mail came, in English and German; German does without a pronoun for the reader."""

from collections.abc import Mapping
from typing import Final

from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactKind

_E, _F = EventKind, FactKind

REACHED: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Why this mail came",
        "everyone": "Considered was everybody who agreed to e-mail.",
        "file": "Considered was who is on a list that the shop made. Why somebody is on it is not known here.",
        "group": "Considered was who belongs to a group of the shop: {name}. By its rule as it is now:",
        "group_gone": "Considered was who belonged to a group of the shop, {name}, whose rule is not there any more.",
        "rule": "Considered was everybody for whom this held when the message was planned:",
        "all": "All of this:",
        "any": "At least one of these:",
        "none": "None of these:",
        "any_value": "whichever",
        "in_category": "{acts} (in {category})",
        "last_day": "in the last day",
        "last_days": "in the last {count} days",
        "never": "never",
        "at_least": "at least {count} times",
        "at_least_once": "at least once",
        "at_most": "at most {count} times",
        "at_most_once": "at most once",
        "any_times": "any number of times",
        "and": " and ",
        "hour": "an hour",
        "hours": "{count} hours",
        "day": "a day",
        "days": "{count} days",
        "digest": "It comes every so often: {time} after the last one at the earliest.",
        "lapsed": "It came because nothing was done here for {time} or longer.",
        "cart_left": "It came because something was left in the cart for {time} or longer.",
        "back_in_stock": "It came because something that was wanted can be had again.",
        "continue": "It came because something was begun and not gone on with for {time} or longer.",
    },
    "de": {
        "title": "Warum diese Nachricht kam",
        "everyone": "In Betracht kamen alle, die E-Mails zugestimmt haben.",
        "file": "In Betracht kam, wer auf einer Liste des Shops steht. Warum jemand darauf steht, weiß man hier nicht.",
        "group": "In Betracht kam, wer zu einer Gruppe des Shops gehört: {name}. Nach ihrer heutigen Regel:",
        "group_gone": "In Betracht kam, wer zu einer Gruppe des Shops gehörte, {name}, deren Regel es nicht mehr gibt.",
        "rule": "In Betracht kamen alle, für die das galt, als die Nachricht geplant wurde:",
        "all": "Alles davon:",
        "any": "Mindestens eines davon:",
        "none": "Nichts davon:",
        "any_value": "beliebig",
        "in_category": "{acts} (im Bereich {category})",
        "last_day": "am letzten Tag",
        "last_days": "in den letzten {count} Tagen",
        "never": "nie",
        "at_least": "mindestens {count}‑mal",
        "at_least_once": "mindestens einmal",
        "at_most": "höchstens {count}‑mal",
        "at_most_once": "höchstens einmal",
        "any_times": "beliebig oft",
        "and": " und ",
        "hour": "eine Stunde",
        "hours": "{count} Stunden",
        "day": "einen Tag",
        "days": "{count} Tage",
        "digest": "Sie kommt von Zeit zu Zeit: frühestens {time} nach der letzten.",
        "lapsed": "Sie kam, weil hier {time} oder länger nichts getan wurde.",
        "cart_left": "Sie kam, weil {time} oder länger etwas im Warenkorb lag.",
        "back_in_stock": "Sie kam, weil etwas Gewünschtes wieder zu haben ist.",
        "continue": "Sie kam, weil etwas angefangen und {time} oder länger nicht fortgesetzt wurde.",
    },
}
"""Language → name → words."""

ACTS: Final[Mapping[str, Mapping[EventKind, str]]] = {
    "en": {
        _E.VIEW: "viewed",
        _E.CLICK: "opened",
        _E.LIKE: "liked",
        _E.DISLIKE: "disliked",
        _E.SAVE: "saved",
        _E.DISMISS: "dismissed",
        _E.ADD_TO_CART: "put in the cart",
        _E.PURCHASE: "bought",
        _E.START: "started",
        _E.PROGRESS: "gone on with",
        _E.COMPLETE: "finished",
        _E.RATE: "rated",
        _E.SEARCH: "searched for",
        _E.HIDE: "hidden",
        _E.FEEDBACK: "given an opinion on",
    },
    "de": {
        _E.VIEW: "angesehen",
        _E.CLICK: "geöffnet",
        _E.LIKE: "gemocht",
        _E.DISLIKE: "nicht gemocht",
        _E.SAVE: "gemerkt",
        _E.DISMISS: "weggeklickt",
        _E.ADD_TO_CART: "in den Warenkorb gelegt",
        _E.PURCHASE: "gekauft",
        _E.START: "angefangen",
        _E.PROGRESS: "weitergemacht",
        _E.COMPLETE: "beendet",
        _E.RATE: "bewertet",
        _E.SEARCH: "gesucht",
        _E.HIDE: "ausgeblendet",
        _E.FEEDBACK: "eine Meinung gesagt",
    },
}
"""Language → act → words."""

FACTS: Final[Mapping[str, Mapping[FactKind, str]]] = {
    "en": {
        _F.INTEREST: "interest",
        _F.AVERSION: "rather nothing of",
        _F.ROLE: "role",
        _F.INTENT: "looking for",
        _F.REGION: "region",
        _F.MARKET: "country",
        _F.BIRTH_YEAR: "year of birth",
        _F.LOCALE: "language",
    },
    "de": {
        _F.INTEREST: "Interesse",
        _F.AVERSION: "lieber nichts aus",
        _F.ROLE: "Rolle",
        _F.INTENT: "Vorhaben",
        _F.REGION: "Region",
        _F.MARKET: "Land",
        _F.BIRTH_YEAR: "Geburtsjahr",
        _F.LOCALE: "Sprache",
    },
}
"""Language → kind of fact → words."""

MOMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "morning": "in the morning",
        "afternoon": "in the afternoon",
        "evening": "in the evening",
        "night": "at night",
        "phone": "on a phone",
        "tablet": "on a tablet",
        "desktop": "on a computer",
        "tv": "on a television",
    },
    "de": {
        "morning": "am Morgen",
        "afternoon": "am Nachmittag",
        "evening": "am Abend",
        "night": "in der Nacht",
        "phone": "am Telefon",
        "tablet": "am Tablet",
        "desktop": "am Computer",
        "tv": "am Fernseher",
    },
}
"""Language → part of the day, or device → words."""
