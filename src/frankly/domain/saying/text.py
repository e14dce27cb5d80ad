"""Sentences, their verdicts, and the only kind of text that may leave.

A draft holds slots such as `{e1.title}`; code fills them after every check. `VerifiedText` cannot be made here by
anyone who does not hold the verifier's seal.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, NoReturn, final, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from frankly.domain.base import Frozen

SentenceKind = Literal["reason", "fact", "nudge"]
"""Says why; says what the item is; says nothing and invites."""

TextOrigin = Literal["template", "phrasebook", "model", "edited"]
"""Who wrote a text."""

ProofLevel = Literal["quoted", "rewritten", "approved"]
"""What proves a fact: whole clauses of the source, by code; closed vocabulary and an independent judge; a person."""

Role = Literal["sentence", "headline", "intro", "subject", "preheader", "greeting", "closing"]
"""Where a sentence stands; each role has its own length limits."""


class DraftSentence(Frozen):
    """One unit of text before it is verified: words with slots, bound to evidence."""

    kind: SentenceKind
    """What the sentence does."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    """Words with slots; no digit, price, date, name or address of its own."""

    evidence: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    """Ids of the evidence it cites; a reason cites at least one."""

    role: Role = "sentence"
    """Where it stands."""

    locale: str = "en"
    """Language it is written in."""

    origin: TextOrigin = "template"
    """Who wrote it."""

    pattern: str = ""
    """Name of the wording, for templates and the phrasebook: `viewed/3`."""

    level: ProofLevel | None = None
    """What proves a fact that cites the item's own text; None for reasons, nudges and facts of fields alone."""


class Verdict(Frozen):
    """What the verifier says of a sentence that it refuses."""

    code: str
    """From the closed list in `stages/verify/codes.py`."""

    span: tuple[int, int]
    """Where in the draft: first character and the one after the last."""

    hint: str
    """What would mend it, for a writer or a machine."""


class _Seal:
    """Held by the verifier alone; see `VerifiedText`."""

    __slots__ = ()


SEAL: Final = _Seal()
"""The verifier's seal. An architecture test fails when any other module imports it."""


@final
class VerifiedText:
    """Text that the verifier has proved and filled. There is no other way to construct it.

    Attributes:
        text: what people read.
        kind: reason, fact or nudge.
        role: where it stands.
        evidence: ids of the evidence that bears it.
        origin: who wrote it.
        pattern: name of the wording.
        locale: language.
        level: what proves a fact; None for everything else.
    """

    __slots__ = ("evidence", "kind", "level", "locale", "origin", "pattern", "role", "text")

    text: str
    kind: SentenceKind
    role: Role
    evidence: tuple[str, ...]
    origin: TextOrigin
    pattern: str
    locale: str
    level: ProofLevel | None

    def __init__(self, seal: _Seal, draft: DraftSentence, text: str) -> None:
        """Keep filled text of a draft.

        Args:
            seal: the verifier's seal.
            draft: what was verified.
            text: the draft with its slots filled by code.

        Raises:
            TypeError: for anyone who does not hold the seal.
        """
        if seal is not SEAL:
            raise TypeError("VerifiedText is made by the verifier alone: call verify() with a draft and its evidence")
        keep = object.__setattr__
        keep(self, "text", text)
        keep(self, "kind", draft.kind)
        keep(self, "role", draft.role)
        keep(self, "evidence", draft.evidence)
        keep(self, "origin", draft.origin)
        keep(self, "pattern", draft.pattern)
        keep(self, "locale", draft.locale)
        keep(self, "level", draft.level)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse every change."""
        raise AttributeError("VerifiedText is immutable")

    def __delattr__(self, name: str) -> None:
        """Refuse to lose a part."""
        raise AttributeError("VerifiedText is immutable")

    def __reduce__(self) -> NoReturn:
        """Refuse copies and pickles: what comes out of bytes has not been verified."""
        raise TypeError("VerifiedText is made by the verifier alone: store the draft, and verify it again")

    def __eq__(self, other: object) -> bool:
        """Equal when all parts are."""
        return isinstance(other, VerifiedText) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        """Hash of text and evidence."""
        return hash((self.text, self.evidence))

    def __repr__(self) -> str:
        """Show the text and what bears it."""
        return f"VerifiedText({self.text!r}, evidence={self.evidence!r})"

    def as_dict(self) -> dict[str, str | list[str]]:
        """The parts, for records and answers."""
        parts: dict[str, str | list[str]] = {
            "text": self.text,
            "kind": self.kind,
            "role": self.role,
            "evidence": list(self.evidence),
            "origin": self.origin,
            "pattern": self.pattern,
            "locale": self.locale,
        }
        return parts if self.level is None else parts | {"level": self.level}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Admit only instances: a model with a `VerifiedText` field takes nothing else. Written as its parts."""
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(VerifiedText.as_dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Describe the parts that it is written as, for the API's own description."""
        words = {"type": "string"}
        parts: dict[str, object] = {
            "text": words | {"description": "What people read."},
            "kind": words | {"enum": list(get_args(SentenceKind)), "description": "What the sentence does."},
            "role": words | {"enum": list(get_args(Role)), "description": "Where it stands."},
            "evidence": {"type": "array", "items": words, "description": "Ids of the evidence that bears it."},
            "origin": words | {"enum": list(get_args(TextOrigin)), "description": "Who wrote it."},
            "pattern": words | {"description": "Name of the wording."},
            "locale": words | {"description": "Language."},
        }
        required = list(parts)
        parts["level"] = words | {
            "enum": list(get_args(ProofLevel)),
            "description": "What proves a fact; absent in sentences that are none.",
        }
        return {"title": "VerifiedText", "type": "object", "properties": parts, "required": required}


@dataclass(frozen=True, slots=True)
class Refused:
    """A draft that was not admitted.

    Attributes:
        draft: the sentence.
        verdicts: why, at least one.
    """

    draft: DraftSentence
    verdicts: tuple[Verdict, ...]
