"""Examples of checks of text that others wrote, held to the schemas by a test."""

from typing import Any, Final

Example = dict[str, Any]

DRAFTS: Final[Example] = {
    "drafts": [
        {"kind": "nudge", "text": "Have a look."},
        {"id": "mail-7", "kind": "fact", "item": "middlemarch", "text": "The best one costs {item.price}."},
    ]
}
UNBOUND: Final[Example] = {
    "unbound": {"text": "Middlemarch has 700 pages and costs 9.50 EUR.", "items": ["middlemarch"]}
}
VERIFIED: Final[Example] = {
    "drafts": {
        "verified": 1,
        "refused": 1,
        "unread": 0,
        "drafts": [
            {
                "number": 1,
                "id": None,
                "item": None,
                "decision": None,
                "state": "verified",
                "text": "Have a look.",
                "said": {
                    "text": "Have a look.",
                    "kind": "nudge",
                    "role": "sentence",
                    "evidence": [],
                    "origin": "edited",
                    "pattern": "",
                    "locale": "en",
                },
                "verdicts": [],
                "problem": None,
            },
            {
                "number": 2,
                "id": "mail-7",
                "item": "middlemarch",
                "decision": None,
                "state": "refused",
                "text": "The best one costs {item.price}.",
                "said": None,
                "verdicts": [
                    {
                        "code": "superlative",
                        "span": [4, 8],
                        "hint": "leave out the praise; nothing here proves it",
                        "words": "best",
                    }
                ],
                "problem": None,
            },
        ],
    },
    "unbound": None,
}
