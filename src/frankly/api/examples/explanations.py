"""Examples of explanations, from Lantern Books, a fictional shop. Tests hold each to its schema."""

from typing import Any, Final

from frankly.api.examples.bodies import DECISION, NOW

Example = dict[str, Any]

_ACT: Final[Example] = {
    "id": "e1",
    "kind": "viewed",
    "anchor": {"type": "item", "value": "adam-bede"},
    "count": 3,
    "at": NOW,
    "contribution": 214_000_000,
    "sources": {"content": 114_000_000, "ease": 100_000_000},
    "receipts": ["event-19"],
}
_CROWD: Final[Example] = {
    "id": "e2",
    "kind": "popular",
    "anchor": {"type": "none", "value": ""},
    "count": 61,
    "at": None,
    "contribution": 20_000_000,
    "sources": {"popular": 20_000_000},
    "receipts": [],
}
_VIEWED: Final[Example] = {
    "kind": "viewed",
    "anchor": _ACT["anchor"],
    "evidence": ["e1"],
    "count": 3,
    "contribution": 214_000_000,
    "share_ppm": 914_529,
}
_POPULAR: Final[Example] = {
    "kind": "popular",
    "anchor": _CROWD["anchor"],
    "evidence": ["e2"],
    "count": 61,
    "contribution": 20_000_000,
    "share_ppm": 85_470,
}
_SENTENCE: Final[Example] = {
    "text": "Because you viewed “Adam Bede”.",
    "kind": "reason",
    "role": "sentence",
    "evidence": ["e1"],
    "origin": "template",
    "pattern": "viewed/because/1",
    "locale": "en",
}

WHY: Final[Example] = {
    "decision": DECISION,
    "item": "silas-marner",
    "title": "Silas Marner",
    "slot": 2,
    "origin": "score",
    "pinned_because": None,
    "is_sponsored": False,
    "score": 234_000_000,
    "by_source": {"content": 114_000_000, "ease": 100_000_000, "popular": 20_000_000},
    "evidence": [_ACT, _CROWD],
    "grounds": [
        {"ground": _VIEWED, "cause": "necessary", "is_necessary": True, "is_sufficient": True},
        {"ground": _POPULAR, "cause": "none", "is_necessary": False, "is_sufficient": False},
    ],
    "necessary_sets": [],
    "fewest_acts": {
        "acts": [
            {
                "kind": "viewed",
                "event": "view",
                "item": "adam-bede",
                "title": "Adam Bede",
                "count": 3,
                "receipts": ["event-19"],
            }
        ],
        "is_smallest": True,
        "is_confirmed": True,
    },
    "vote": None,
    "said": {"locale": "en", "text": _SENTENCE["text"], "sentences": [_SENTENCE]},
}

WHY_NOT: Final[Example] = {
    "decision": DECISION,
    "item": "middlemarch",
    "verdict": "outscored",
    "standing": {
        "item": "middlemarch",
        "title": "Middlemarch",
        "slot": None,
        "place": 23,
        "origin": None,
        "score": 20_000_000,
        "by_source": {"popular": 20_000_000},
        "grounds": [_POPULAR],
    },
    "is_retrieved": True,
    "dropped": None,
    "would_enter": None,
    "rival": {
        "item": "silas-marner",
        "title": "Silas Marner",
        "slot": 2,
        "place": 2,
        "origin": "score",
        "score": 234_000_000,
        "by_source": WHY["by_source"],
        "grounds": [_VIEWED, _POPULAR],
    },
    "missing": 214_000_000,
    "caps": [],
    "displaced_by": [],
    "advice": [
        {
            "kind": "acts",
            "changes": {
                "add_events": [
                    {
                        "kind": "view",
                        "item": "adam-bede",
                        "at": None,
                        "times": 1,
                        "query": None,
                        "rating": None,
                        "progress_percent": None,
                        "quantity": 1,
                    }
                ],
                "remove_events": [],
                "remove_acts": [],
                "add_facts": [],
                "remove_facts": [],
                "consent": None,
                "available": [],
                "unavailable": [],
                "weights": {},
            },
            "about": {"type": "category", "value": "Fiction"},
            "number": 1,
            "is_besides": False,
            "slot": 9,
        }
    ],
    "tried": 4,
}

SUPPOSE_NOW: Final[Example] = {
    "request": {"surface": "home", "person": "reader-7"},
    "changes": {"add_events": [{"kind": "like", "item": "middlemarch"}], "weights": {"popular": 0}},
}
SUPPOSE_THEN: Final[Example] = {
    "decision": DECISION,
    "changes": {"remove_events": ["event-19"], "unavailable": ["silas-marner"]},
}
WHAT_IF: Final[Example] = {
    "decision": None,
    "surface": "home",
    "now": NOW,
    "before": [
        {"item": "silas-marner", "title": "Silas Marner", "slot": 1, "score": 234_000_000, "origin": "score"},
        {"item": "adam-bede", "title": "Adam Bede", "slot": 2, "score": 190_000_000, "origin": "score"},
    ],
    "after": [
        {"item": "adam-bede", "title": "Adam Bede", "slot": 1, "score": 250_000_000, "origin": "score"},
        {"item": "romola", "title": "Romola", "slot": 2, "score": 240_000_000, "origin": "score"},
    ],
    "entered": ["romola"],
    "left": ["silas-marner"],
    "moved": [{"item": "adam-bede", "before": 2, "after": 1, "score": 60_000_000}],
}
