"""Examples of campaigns of Lantern Books, a fictional shop. Tests hold each to its schema."""

from typing import Final

from frankly.api.examples.bodies import DECISION, Example
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.recipient import TOLD, Fate

KEY: Final = "12-345-4bf5122f344554c53bde"

RESULTS: Final[Example] = {
    "results": [
        {"id": "esp-1", "kind": "delivered", "key": KEY, "at": "2026-11-20T19:30:00Z"},
        {"id": "esp-2", "kind": "clicked", "key": KEY, "item": "silas-marner", "at": "2026-11-20T20:05:00Z"},
        {"id": "esp-3", "kind": "unsubscribed", "person": "reader-9"},
    ]
}

RESULTS_REPORT: Final[Example] = {
    "received": 3,
    "stored": 2,
    "duplicate": 0,
    "rejected": 1,
    "suppressed": 0,
    "results": [
        {"id": "esp-1", "outcome": "stored", "code": None, "message": None},
        {"id": "esp-2", "outcome": "stored", "code": None, "message": None},
        {
            "id": "esp-3",
            "outcome": "rejected",
            "code": "unknown_message",
            "message": "Nothing is known of a message of 'weekly' to 'reader-9'; send the 'key' that came with the "
            "message when it was handed over.",
        },
    ],
}

CAMPAIGN: Final[Example] = {
    "name": "weekly",
    "title": "The week's books",
    "author": "Ida",
    "audience": {"segment": "newcomers"},
    "holdout": 0.05,
    "budget": "2 USD",
    "variants": {"plain": {}, "ours": {"subject": {"en": "Have a look"}}},
}
_READ: Final = Campaign.model_validate(CAMPAIGN)
CAMPAIGN_KEPT: Final[Example] = _READ.model_dump(mode="json")
CAMPAIGNS: Final[Example] = {
    "campaigns": [
        {"name": "spring", "state": "new", "edition": None, "recipients": 0, "at": None},
        {"name": "weekly", "state": "planned", "edition": 12, "recipients": 1250, "at": 1763710200000},
    ]
}
EDITION: Final[Example] = {
    "campaign": "weekly",
    "edition": 12,
    "version": _READ.version,
    "state": "planned",
    "reason": "",
    "at": 1763710200000,
    "recipients": 1250,
    "tally": [
        {"state": "planned", "fate": "will_get", "told": TOLD[Fate.WILL_GET], "count": 1100},
        {"state": "planned", "fate": "general_version", "told": TOLD[Fate.GENERAL_VERSION], "count": 90},
        {"state": "held", "fate": "holdout", "told": TOLD[Fate.HOLDOUT], "count": 60},
    ],
}
CAMPAIGN_VIEW: Final[Example] = {
    "campaign": CAMPAIGN_KEPT,
    "file_fault": "",
    "is_changed": False,
    "edition": EDITION,
    "waiting": None,
    "cells_asked": {"texts": 138, "faults": {"model_timeout": 2}},
    "came_back": {
        "delivered": 0,
        "bounced": 0,
        "clicked": 0,
        "converted": 0,
        "unsubscribed": 0,
        "complained": 0,
        "value": 0,
    },
    "notes": [
        "No text came for 2 of 140 cells that a model was asked for (model_timeout 2): wordings tell those. 'frankly "
        "doctor' looks at the model."
    ],
    "doing": None,
    "fault": "",
}
PLAN_VIEW: Final[Example] = {
    "edition": EDITION,
    "mode": "cell",
    "forecast": {
        "cells": 140,
        "written": 8,
        "calls": 132,
        "tokens": {"middle": 211200, "low": 196400, "high": 226000},
        "cost_nano": {"middle": 63360000, "low": 58920000, "high": 67800000},
        "sentences": 46,
        "refused": 2,
        "looked": 8,
        "failing": 0,
        "faults": {},
        "is_unpaid": False,
        "seconds": {"middle": 41, "low": 18, "high": 96},
        "learned": 8,
        "unasked": 0,
    },
    "time_zones": {
        "time_zone": "UTC",
        "recipients": 1190,
        "unknown": 0,
        "unusable": {"Berlin": 12},
        "told": "The campaign's own time zone, UTC, holds for 12 of 1,190 who get a message: what stands of 12 is none "
        "('Berlin' 12). Mend the audience's file, or write where most are as 'time_zone' in the campaign's.",
    },
    "budgets": [{"setting": "budget", "tokens_left": None, "cost_nano_left": 50_000_000, "is_short": True}],
    "notes": [
        "'budget' in the campaign's file leaves 0.05 USD. That may be less than this takes. Then 'run' stops, and what "
        "was written stays: raise 'budget' in the campaign's file (now 2.00 USD); a changed file is planned anew, and "
        "what the cache holds is not paid again.",
        "To end with wordings: FRANKLY_MODEL= frankly campaign run weekly.",
    ],
    "samples": [
        {
            "recipient": 1,
            "decision": DECISION,
            "cell": "en/warm/viewed!/item/silas-marner",
            "locale": "en",
            "variant": "plain",
            "subject": "With “Middlemarch” in mind",
            "preheader": "Take your time, and see what you think",
            "intro": "We put this together with what you viewed in mind.",
            "items": [
                {
                    "item": "silas-marner",
                    "title": "Silas Marner",
                    "sentences": [
                        {"kind": "reason", "text": "Because you viewed “Middlemarch”.", "origin": "template"}
                    ],
                }
            ],
        }
    ],
    "unfit_items": [
        {
            "item": "dead-souls",
            "code": "personal_value",
            "hint": "What is shown of an item, or the name, seems to hold an e-mail address. Mend the catalogue.",
        }
    ],
}
RECIPIENTS: Final[Example] = {
    "campaign": "weekly",
    "edition": 12,
    "recipients": [
        {
            "recipient": 1,
            "person": "reader-7",
            "state": "planned",
            "fate": "will_get",
            "told": TOLD[Fate.WILL_GET],
            "detail": "",
            "variant": "ours",
            "propensity_ppm": 640000,
        },
        {
            "recipient": 2,
            "person": "reader-9",
            "state": "held",
            "fate": "holdout",
            "told": TOLD[Fate.HOLDOUT],
            "detail": "",
            "variant": "",
            "propensity_ppm": None,
        },
    ],
    "cursor": "12-2",
}
PLAN_ASKED: Final[Example] = {"sample": 8}
BECAUSE: Final[Example] = {"because": "The price list is wrong."}
STARTED: Final[Example] = {"campaign": "weekly", "doing": "plan", "look_at": "/v1/campaigns/weekly", "note": ""}

PULLED: Final[Example] = {
    "key": KEY,
    "campaign": "weekly",
    "edition": 12,
    "person": "reader-7",
    "address": "",
    "first_name": "Ada",
    "locale": "en",
    "variant": "",
    "propensity_ppm": 1000000,
    "decision": DECISION,
    "subject": "With “Middlemarch” in mind",
    "preheader": "Take your time, and see what you think",
    "text": "Dear Ada,\n\n1. Silas Marner\n…",
    "html": '<!DOCTYPE html>\n<html lang="en" dir="ltr">…</html>\n',
    "unsubscribe": "https://mail.lantern-books.example/v1/unsubscribe/AQEBCndDlVr0L2GFFotWYTXiBsc",
    "view": "https://mail.lantern-books.example/v1/mail/AQIBCnPp4r0L2GFFotWYTXiBsd4Q",
    "why": "https://mail.lantern-books.example/v1/mail/AQMBCk7rVr0L2GFFotWYTXiBse1/why",
    "items": [
        {"id": "silas-marner", "title": "Silas Marner", "url": "https://lantern-books.example/books/silas-marner"}
    ],
    "header": {
        "List-Unsubscribe": "<https://mail.lantern-books.example/v1/unsubscribe/AQEBCndDlVr0L2GFFotWYTXiBsc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    "renewed": "",
}

LOOK_ASKED: Final[Example] = {
    "recipient": 7,
    "content": "4bf5122f344554c53bde2ebb8cd2b7e3",
    "said": "refused",
    "by": "Bea",
    "because": "The second item is out of season.",
}
LOOK: Final[Example] = {
    "said": "refused",
    "by": "Bea",
    "at": 1763710800000,
    "reason": "The second item is out of season.",
}
EDIT_ASKED: Final[Example] = {"recipient": 12, "place": "subject", "text": "Have a look around", "by": "Bea"}
EDIT: Final[Example] = {
    "said": "Have a look around",
    "before": "A letter from our shelves",
    "changed": 41,
    "same": 2,
    "left_out": 0,
}
APPROVAL_ASKED: Final[Example] = {"said": "approved", "by": "Bea"}
APPROVAL: Final[Example] = {
    "said": "approved",
    "by": "Bea",
    "at": 1763711400000,
    "content": "9c56cc51b374c3ba189210d5b6d4bf57",
    "reason": "310 of 1,250 messages looked at, none refused; with 95 % certainty at most 0.96% are defective",
}
REVIEW: Final[Example] = {
    "waiting": 1250,
    "sample": 310,
    "left": 1,
    "refused": 0,
    "refused_and_unchanged": 0,
    "defects_asked_ppm": 10000,
    "confidence_ppm": 950000,
    "defects_at_most_ppm": None,
    "changed": "",
    "cells_asked": {"texts": 138, "faults": {}},
    "notes": [],
    "messages": [
        {
            "recipient": 7,
            "content": "4bf5122f344554c53bde2ebb8cd2b7e3",
            "decision": DECISION,
            "because": "lot",
            "cell": "",
            "locale": "en",
            "variant": "ours",
            "risks": ["general"],
            "sender": "Lantern Books <books@lantern.example>",
            "reply_to": "",
            "subject": "Have a look",
            "preheader": "",
            "text": "Have a look",
            "html": '<!doctype html><html lang="en"><title>Have a look</title></html>',
            "sentences": [
                {
                    "place": "reason",
                    "item": "emma",
                    "text": "You bought “Persuasion”.",
                    "origin": "model",
                    "level": None,
                    "pattern": "write/v3",
                    "evidence": ["e1"],
                }
            ],
            "editable": [{"place": "reason:0", "kind": "reason", "text": "You bought {e1.title}.", "is_shown": True}],
            "is_changed": False,
            "look": None,
        }
    ],
}
