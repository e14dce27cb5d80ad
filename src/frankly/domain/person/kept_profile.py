"""A person as a request read them, as canonical bytes: kept beside decisions under its hash, and read back for replay.

Only what a request can depend on is written: who it is about, their decision, facts, acts, impressions.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import orjson

from frankly.domain.canonical import Plain, canonical
from frankly.domain.ids import FactId
from frankly.domain.person.consent import Consent
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactField, FactKind, PersonRecord
from frankly.domain.time import EpochMs
from frankly.errors import Invalid

SCHEMA: Final = 1

_OF_FACT: Final = ("id", "kind", "field", "value", "status", "at", "weight_ppm")


def packed(record: PersonRecord) -> bytes:
    """Write a person who was cut to a scope (`stages.profile.scoped`); equal people give equal bytes."""
    plain: dict[str, Plain] = {
        "schema": SCHEMA,
        "person": record.key,
        "consent": None if record.consent is None else _consent(record.consent),
        "facts": [_fact(fact) for fact in sorted(record.facts, key=lambda fact: fact.id)],
        "seen": {item: count for item, (count, _) in record.seen.items()},
        "acts": _acts(record.history),
    }
    if record.left_out:
        plain["left_out"] = sorted([str(part) for part in key] for key in record.left_out)
    return canonical(plain)


def unpacked(data: bytes) -> PersonRecord:
    """Read a person back.

    Raises:
        Invalid: when the bytes are of another schema.
    """
    plain: dict[str, Any] = orjson.loads(data)
    if plain.get("schema") != SCHEMA:
        raise Invalid(f"A kept profile has schema {plain.get('schema')!r}; this version reads {SCHEMA}.")
    said = plain["consent"]
    return PersonRecord(
        plain["person"],
        facts=tuple(map(_fact_of, plain["facts"])),
        consent=None if said is None else Consent(**said, at=EpochMs(0), origin="request"),
        history=_history(plain["acts"]),
        seen={item: (count, 0) for item, count in plain["seen"].items()},
        is_known=True,
        left_out=frozenset(tuple(key) for key in plain.get("left_out", ())),
    )


def _consent(consent: Consent) -> dict[str, Plain]:
    """What was decided; when and how it came does not bear on an answer."""
    return {
        "purposes": {str(name): is_allowed for name, is_allowed in consent.purposes.items()},
        "evidence": {str(name): is_allowed for name, is_allowed in consent.evidence.items()},
        "sensitive": dict(consent.sensitive),
    }


def _fact(fact: Fact) -> dict[str, Plain]:
    values = {name: getattr(fact, name) for name in _OF_FACT}
    return values | {"kind": fact.kind.value, "field": None if fact.field is None else fact.field.value}


def _fact_of(plain: Mapping[str, Any]) -> Fact:
    """A fact again; it was checked when it was stated, and its bytes are found by their hash."""
    field = plain["field"]
    return Fact.trusted(
        kind=FactKind(plain["kind"]),
        field=None if field is None else FactField(field),
        value=plain["value"],
        expires=None,
        id=FactId(plain["id"]),
        status=plain["status"],
        origin="record",
        at=EpochMs(plain["at"]),
        purpose="profile",
        receipts=(),
        weight_ppm=plain["weight_ppm"],
    )


def _acts(history: History) -> dict[str, Plain]:
    return {
        "id": list(history.event_ids),
        "kind": np.ascontiguousarray(history.kinds),
        "item": list(history.item_ids),
        "at": np.ascontiguousarray(history.at_ms),
        "value": np.ascontiguousarray(history.values),
        "query": {str(place): words for place, words in enumerate(history.queries) if words},
    }


def _history(plain: Mapping[str, Any]) -> History:
    queries: list[str] = [""] * len(plain["id"])
    for place, words in plain["query"].items():
        queries[int(place)] = words
    ids: Sequence[str] = plain["id"]
    return History(
        event_ids=ids,
        kinds=np.array(plain["kind"], np.int8),
        item_ids=plain["item"],
        at_ms=np.array(plain["at"], np.int64),
        values=np.array(plain["value"], np.int32),
        queries=queries,
    )
