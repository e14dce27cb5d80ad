"""Examples of campaigns of Lantern Books, a fictional shop. Tests hold each to its schema."""

from typing import Final

from frankly.api.examples import Example

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
            "message": "Nothing is known of a message to 'reader-9'; send the 'key' that came with the message when it "
            "was handed over.",
        },
    ],
}
