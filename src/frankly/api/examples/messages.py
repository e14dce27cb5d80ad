"""Examples of an e-mail for one person, from Lantern Books, a fictional shop. Tests hold each to its schema."""

from typing import Final

from frankly.api.examples.bodies import ANSWER, DECISION, Example

MESSAGE_REQUEST: Final[Example] = {
    "person": "reader-7",
    "first_name": "Ada",
    "locale": "en",
    "tone": "warm",
    "limit": 1,
}
STATELESS_MESSAGE: Final[Example] = {
    "profile": {
        "events": [{"id": "1", "session": "here", "kind": "like", "item": "middlemarch", "at": "2026-11-20T19:30:00Z"}],
        "consent": {"purposes": {"profile": True, "email": True}},
    },
    "locale": "en",
}
_REASON: Final[Example] = ANSWER["items"][0]["sentences"][0]
_INVITATION: Final[Example] = {
    "text": "Have a look",
    "kind": "nudge",
    "role": "sentence",
    "evidence": [],
    "origin": "template",
    "pattern": "nudge/call_to_action/1",
    "locale": "en",
}


def _line(role: str, text: str, pattern: str, *evidence: str) -> Example:
    kind = "reason" if evidence else "nudge"
    return {**_REASON, "text": text, "role": role, "kind": kind, "evidence": list(evidence), "pattern": pattern}


MESSAGE: Final[Example] = {
    "decision": DECISION,
    "is_recorded": True,
    "surface": "email",
    "locale": "en",
    "tone": "warm",
    "variant": "personalised",
    "scope": {"basis": "person", "purposes": ["email", "explain", "profile"], "evidence": ["purchases", "views"]},
    "subject": _line("subject", "With “Middlemarch” in mind", "subject/viewed/2", "e1"),
    "preheader": _line("preheader", "Take your time, and see what you think", "preheader/non_profiled/3"),
    "greeting": _line("greeting", "Dear", "greeting/named/3"),
    "salutation": "Dear Ada,",
    "intro": _line("intro", "We put this together with what you viewed in mind.", "intro/viewed/1", "e1"),
    "items": [
        {
            **ANSWER["items"][0],
            "sentences": [{**_REASON, "text": "One of the reasons: you viewed “Middlemarch”."}],
            "display": {
                "title": "Silas Marner",
                "url": "https://shop.example/books/silas-marner",
                "price": {"amount_minor": 899, "currency": "EUR"},
                "call_to_action": _INVITATION,
                "creators": ["George Eliot"],
            },
        }
    ],
    "closing": _line("closing", "Warm regards", "closing/any/6"),
    "text": (
        "Dear Ada,\n\nWe put this together with what you viewed in mind.\n\n1. Silas Marner\n   George Eliot · €8.99\n"
        "   One of the reasons: you viewed “Middlemarch”.\n   Have a look: https://shop.example/books/silas-marner\n\n"
        "Warm regards\nLantern Books\nhttps://shop.example\n"
    ),
    "html": '<!DOCTYPE html>\n<html lang="en" dir="ltr">…</html>\n',
    "left_out": [],
    "degradations": [],
}
