"""One example for each body of the API, from Lantern Books, a fictional shop. Tests hold each to its schema."""

from typing import Any, Final

Example = dict[str, Any]

NOW: Final = 1_795_252_200_000
DECISION: Final = "d5f0c1b9a4e87d2364b1f0a95c3e7d812"

ITEM: Final[Example] = {
    "id": "middlemarch",
    "title": "Middlemarch",
    "description": "A novel of provincial life. It follows several families in an English town around 1830.",
    "language": "en",
    "categories": ["Fiction", "Classics"],
    "tags": ["marriage", "provincial life"],
    "creators": ["George Eliot"],
    "price": {"amount_minor": 1299, "currency": "EUR"},
    "stock": 12,
    "url": "https://shop.example/books/middlemarch",
    "attributes": {"era": "19th century", "pages": 880},
}
STORED_ITEM: Final[Example] = {
    **ITEM,
    "available": True,
    "available_from": None,
    "available_until": None,
    "first_available": NOW,
    "age_rating": None,
    "markets": [],
    "sensitive": [],
    "image_url": None,
}
PATCH: Final[Example] = {"stock": 3, "price": {"amount_minor": 999, "currency": "EUR"}}
PATCHED_ITEM: Final[Example] = {**STORED_ITEM, **PATCH}

QUESTION: Final[Example] = {
    "surface": "home",
    "person": "reader-7",
    "limit": 3,
    "locale": "en",
    "explain": "short",
    "fields": ["title", "price"],
    "context": {"part_of_day": "evening", "device": "phone"},
}
STATELESS: Final[Example] = {
    "surface": "home",
    "profile": {
        "facts": [{"kind": "interest", "field": "category", "value": "Poetry"}],
        "events": [{"id": "1", "session": "here", "kind": "like", "item": "middlemarch", "at": "2026-11-20T19:30:00Z"}],
        "consent": {"purposes": {"profile": True}},
    },
}
_SENTENCE: Final[Example] = {
    "text": "One of the reasons: you viewed Middlemarch.",
    "kind": "reason",
    "role": "sentence",
    "evidence": ["e1"],
    "origin": "template",
    "pattern": "viewed/1",
    "locale": "en",
}
_EVIDENCE: Final[Example] = {
    "id": "e1",
    "kind": "viewed",
    "anchor": {"type": "item", "value": "middlemarch"},
    "count": 2,
    "at": NOW - 86_400_000,
    "contribution": 412_000_000,
    "sources": {"item_item": 412_000_000},
    "receipts": ["event-18", "event-12"],
}
ANSWER: Final[Example] = {
    "decision": DECISION,
    "is_recorded": True,
    "surface": "home",
    "surface_version": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "snapshot": "7c9e6679f4e34a0db8f0c2a1d3e5b764:1204",
    "seed": 4_822_117_309_551,
    "now": NOW,
    "locale": "en",
    "variant": "personalised",
    "scope": {"basis": "person", "purposes": ["explain", "profile"], "evidence": ["purchases", "views"]},
    "segments": [],
    "headline": {
        **_SENTENCE,
        "text": "Picked from what you read.",
        "role": "headline",
        "kind": "nudge",
        "evidence": [],
    },
    "items": [
        {
            "id": "silas-marner",
            "slot": 1,
            "personalised": "individual",
            "main_reason": "viewed",
            "origin": "score",
            "is_sponsored": False,
            "score": 530_000_000,
            "propensity_ppb": 1_000_000_000,
            "sentences": [_SENTENCE],
            "evidence": [_EVIDENCE],
            "grounds": [],
            "display": {"title": "Silas Marner", "price": {"amount_minor": 899, "currency": "EUR"}},
        }
    ],
    "degradations": [],
    "cursor": None,
}
RECORD: Final[Example] = {
    "schema": 3,
    "id": DECISION,
    "inputs": {"now": NOW, "seed": 4_822_117_309_551, "person": "reader-7", "surface": "home"},
    "heard": {"neighbours": [["content", ["silas-marner", "adam-bede"]]]},
    "kept": {"profile": "7c0d1ee5b3cb3cd1b3f1f5d9f2a1c0de"},
    "body": {"variant": "personalised", "slate": [{"item": "silas-marner", "slot": 1}], "degradations": []},
}

IMPRESSIONS: Final[Example] = {
    "impressions": [{"decision": DECISION, "item": "silas-marner", "slot": 1, "at": "2026-11-21T09:04:00Z"}]
}

EVENT: Final[Example] = {
    "id": "event-19",
    "person": "reader-7",
    "kind": "purchase",
    "item": "silas-marner",
    "at": "2026-11-21T09:05:00Z",
    "quantity": 1,
    "order": "order-88",
}
FEEDBACK: Final[Example] = {
    "id": "event-20",
    "person": "reader-7",
    "kind": "feedback",
    "item": "silas-marner",
    "at": "2026-11-21T09:06:00Z",
    "feedback": {"decision": DECISION, "sentence": 0, "verdict": "helpful"},
}

FEEDBACK_VIEW: Final[Example] = {
    "sentences": [
        {
            "text": "Because you viewed “Adam Bede”.",
            "kind": "reason",
            "origin": "template",
            "pattern": "en/reason/viewed/because/1",
            "helpful": 1,
            "wrong": 0,
            "creepy": 2,
            "last": NOW,
            "decisions": [DECISION],
        }
    ],
    "read": 3,
    "unreadable": 0,
}

TOKEN_REQUEST: Final[Example] = {"person": "reader-7", "ttl_s": 900, "scopes": ["recommendations", "impressions"]}
TOKEN: Final[Example] = {
    "token": "fp1.eyJlIjoxNzk1MjUzMTAwLCJwIjoicmVhZGVyLTciLCJzIjpbInJlY29tbWVuZGF0aW9ucyJdfQ.c2lnbmF0dXJl",
    "expires": NOW + 900_000,
    "key": "reader-7",
    "scopes": ["impressions", "recommendations"],
}

HEALTH: Final[Example] = {"status": "ok", "version": "0.1.0"}
READY: Final[Example] = {
    "is_ready": True,
    "checks": [
        {"name": "store", "is_ok": True, "is_needed": True, "detail": ""},
        {"name": "catalogue", "is_ok": True, "is_needed": False, "detail": "320 items"},
        {"name": "index", "is_ok": True, "is_needed": False, "detail": ""},
    ],
}

_FACT: Final[Example] = {
    "kind": "interest",
    "field": "category",
    "value": "Poetry",
    "expires": None,
    "id": "f1b2c3d4e5f60718",
    "status": "stated",
    "origin": "person",
    "at": NOW,
    "purpose": "profile",
    "receipts": [],
    "weight_ppm": 1_000_000,
}
_CONSENT: Final[Example] = {
    "purposes": {"profile": True, "model": False},
    "evidence": {"searches": False},
    "sensitive": {},
    "at": NOW,
    "origin": "person",
}
PERSON: Final[Example] = {
    "person": "reader-7",
    "is_known": True,
    "stated": [_FACT],
    "observed": [
        {
            "kind": "view",
            "item": "middlemarch",
            "query": None,
            "count": 2,
            "first": NOW - 172_800_000,
            "last": NOW - 86_400_000,
            "value": 0,
            "receipts": ["event-12", "event-18"],
        }
    ],
    "inferred": [
        {
            **_FACT,
            "value": "Classics",
            "status": "inferred",
            "origin": "share_of_acts",
            "receipts": ["event-18"],
            "weight_ppm": 640_000,
        }
    ],
    "expired": [],
    "consent": _CONSENT,
    "shown": [{"item": "silas-marner", "impressions": 1, "last": NOW}],
    "campaigns": [
        {
            "campaign": "spring",
            "planned": NOW - 7_200_000,
            "fate": "will_get",
            "told": "gets the personal message",
            "state": "handed",
            "handed": NOW - 3_600_000,
            "decision": DECISION,
            "address": "reader-7@example.org",
            "first_name": "Mara",
            "locale": "en",
            "time_zone": "Europe/Berlin",
            "occasion": None,
        }
    ],
    "mail_stopped": None,
    "is_complete": True,
}
FACTS_INPUT: Final[Example] = {
    "facts": [
        {"kind": "interest", "field": "category", "value": "Poetry"},
        {"kind": "role", "value": "teacher", "expires": "2027-07-31T00:00:00Z"},
    ]
}
FACTS: Final[Example] = {"facts": [_FACT]}
CONSENT_INPUT: Final[Example] = {"purposes": {"profile": True, "model": False}, "evidence": {"searches": False}}
OPT_OUT: Final[Example] = {"purposes": {"profile": False}}
CONSENT: Final[Example] = {"consent": _CONSENT}
CORRECTION_INPUT: Final[Example] = {"item": "silas-marner", "kind": "dont_use", "evidence": "e1"}
NOT_ME: Final[Example] = {"item": "silas-marner", "kind": "not_me", "ground": "g1"}
NOT_INTERESTED: Final[Example] = {"item": "silas-marner", "kind": "not_interested"}
CORRECTION: Final[Example] = {
    "id": "c0f3a1b2c3d4e5f6",
    "decision": DECISION,
    "item": "silas-marner",
    "title": "Silas Marner",
    "kind": "dont_use",
    "named": "e1",
    "text": "Not used any more: you viewed “Middlemarch”, 2 times.",
    "acts": ["event-12", "event-18"],
    "facts": [],
    "rule": None,
    "at": NOW,
    "undone": None,
}
UNDONE: Final[Example] = {**CORRECTION, "undone": NOW + 60_000}
CORRECTIONS: Final[Example] = {"person": "reader-7", "corrections": [CORRECTION]}
DECISIONS: Final[Example] = {
    "person": "reader-7",
    "decisions": [
        {
            "id": DECISION,
            "at": NOW,
            "surface": "home",
            "variant": "personalised",
            "headline": "Picked from what you read.",
            "items": [
                {
                    "id": "silas-marner",
                    "slot": 1,
                    "title": "Silas Marner",
                    "main_reason": "viewed",
                    "sentence": "One of the reasons: you viewed Middlemarch.",
                }
            ],
            "total": 1,
            "degradations": [],
        }
    ],
    "cursor": None,
}
ERASED: Final[Example] = {"person": "reader-7", "rows": {"acts": 14, "facts": 2, "impressions": 31}}

ITEM_STORED: Final[Example] = {"id": "middlemarch", "outcome": "stored", "code": None, "message": None}
ITEM_BATCH: Final[Example] = {"items": [ITEM, {"id": "adam-bede", "title": ""}]}
ITEM_RECEIPTS: Final[Example] = {
    "changed": 1,
    "receipts": [
        ITEM_STORED,
        {
            "id": "adam-bede",
            "outcome": "rejected",
            "code": "invalid_item",
            "message": "#/items/1/title: String should have at least 1 character.",
        },
    ],
}
FACT_ID: Final = "5b0c7d1e9f2a4c6d8e0f1a2b"
_ITEM_FACT: Final[Example] = {
    "id": FACT_ID,
    "draft": "Described like this: “A novel of provincial life.”",
    "said": {
        "text": "Described like this: “A novel of provincial life.”",
        "kind": "fact",
        "role": "sentence",
        "evidence": ["s1"],
        "origin": "template",
        "pattern": "quoted/attributed/7",
        "locale": "en",
        "level": "quoted",
    },
    "cites": [{"name": "s1", "text": "A novel of provincial life."}],
    "locale": "en",
    "aspects": ["story"],
    "level": "quoted",
    "status": "admitted",
    "origin": "template",
    "pattern": "quoted/attributed/7",
    "verdicts": [],
    "judge": None,
    "reviewer": None,
    "made_at": NOW,
    "is_current": True,
}
ITEM_FACTS: Final[Example] = {"item": "middlemarch", "facts": [_ITEM_FACT], "is_made": True}
FACT_INPUT: Final[Example] = {
    "text": "It follows several English families around 1830.",
    "cites": ["s2"],
    "aspects": ["story"],
}
_WRITTEN: Final[Example] = {
    **_ITEM_FACT,
    "draft": FACT_INPUT["text"],
    "cites": [{"name": "s2", "text": "It follows several families in an English town around 1830."}],
    "level": "rewritten",
    "origin": "edited",
    "pattern": "",
}
WAITING_FACT: Final[Example] = {**_WRITTEN, "said": None, "status": "waiting"}
REVIEW: Final[Example] = {"approves": True, "by": "Ada"}
REFUSAL: Final[Example] = {"approves": False, "by": "Ada", "because": "It gives the ending away."}
REVIEWED_FACT: Final[Example] = {
    **_WRITTEN,
    "said": {
        **_ITEM_FACT["said"],
        "text": FACT_INPUT["text"],
        "evidence": ["s2"],
        "origin": "edited",
        "pattern": "",
        "level": "approved",
    },
    "level": "approved",
    "reviewer": "Ada",
}
ITEM_DELETED: Final[Example] = {"id": "middlemarch", "was_there": True}
IMPRESSION_RECEIPTS: Final[Example] = {
    "receipts": [
        {
            "decision": DECISION,
            "item": "silas-marner",
            "slot": 1,
            "outcome": "counted",
            "code": None,
            "message": None,
        }
    ]
}
EVENT_BATCH: Final[Example] = {"events": [EVENT, {**EVENT, "id": "event-21", "at": "2031-01-01T00:00:00Z"}]}
EVENT_RECEIPTS: Final[Example] = {
    "receipts": [
        {"id": "event-19", "outcome": "stored", "code": None, "message": None, "received": NOW},
        {
            "id": "event-21",
            "outcome": "rejected",
            "code": "event_in_future",
            "message": "It happens at 2031-01-01T00:00:00Z, but now is 2026-11-21T09:10:00Z; set the sender's clock.",
            "received": NOW,
        },
    ]
}

SEGMENT_TRACK: Final[Example] = {
    "type": "track",
    "messageId": "message-1",
    "userId": "reader-7",
    "event": "Product Viewed",
    "properties": {"product_id": "middlemarch"},
    "timestamp": "2026-11-21T09:08:00Z",
}
SEGMENT_BATCH: Final[Example] = {
    "batch": [
        SEGMENT_TRACK,
        {"type": "identify", "messageId": "message-2", "userId": "reader-7", "traits": {"interests": ["Poetry"]}},
        {"type": "alias", "messageId": "message-3", "previousId": "visit-3", "userId": "reader-7"},
    ]
}
SEGMENT_REPORT: Final[Example] = {
    "received": 3,
    "events": [{"id": "message-1", "outcome": "stored", "code": None, "message": None, "received": NOW}],
    "facts": 1,
    "dropped_traits": 0,
    "merged": 1,
    "ignored": 0,
    "refused": [],
}
