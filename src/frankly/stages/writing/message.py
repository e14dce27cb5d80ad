"""Writes the lines of an e-mail around its items: subject, preheader, greeting, intro and closing.

Subject, preheader and intro speak of evidence that a sentence about an item cites, so that nothing is announced which
the body does not tell; see `borne.py` for the check that holds of any writer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.saying.text import DraftSentence, Role
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.choose import in_order
from frankly.stages.writing.sentences import NOTHING_KNOWN, Basis, Known, line_draft, spoken_of, told_lines
from frankly.stages.writing.wordings import Family, Language, Wordings

MESSAGE_ROLES: Final[tuple[Role, ...]] = ("subject", "preheader", "greeting", "intro", "closing")
"""In the order in which people read them."""

_TOLD: Final = frozenset({"subject", "preheader", "intro"})
"""Roles that may speak of evidence; the others state nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class MessageWriting:
    """What the lines of one message are written from.

    Attributes:
        wordings: what templates say.
        bearing: evidence that the sentences of the body cite; it has no item.
        seed: of all draws of the decision.
        basis: what may be spoken of; `non_profiled` speaks of statistics and editors, and never of the reader.
        tone: tone of the brand.
        known: what is known of the evidence without a look at it.
        is_named: whether a first name follows the greeting.
    """

    wordings: Wordings
    bearing: Bearing
    seed: Seed
    basis: Basis = "evidence"
    tone: str | None = None
    known: Known = NOTHING_KNOWN
    is_named: bool = False


def message_drafts(
    writing: MessageWriting, role: Role, spoken: Set[EvidenceKind] = frozenset()
) -> Iterator[DraftSentence]:
    """Write one line of a message: all that fit, in the order in which they are tried.

    The subject speaks of what moved the slate most, by its name where there is one. The preheader, which mailboxes show
    beside it, and the intro each speak of what comes next, or invite; what is spoken of already is the last that they
    come back to.

    Args:
        writing: what it is written from.
        role: which line.
        spoken: kinds of evidence that lines before it speak of.
    """
    language = writing.wordings.language(writing.bearing.locale)
    if language is None:
        return
    families = _families(language, role)
    told = _told(writing, families, role)
    again = [family for family, _ in told if not spoken.isdisjoint(family.kinds)]
    yield from _flat(told, lambda family: family not in again)
    yield from _neutral(writing, families, role)
    yield from _flat(told, lambda family: family in again)


def occasion_drafts(writing: MessageWriting, role: Role) -> Iterator[DraftSentence]:
    """Lines that say for what a message is written: for the first of its items, which stands first.

    Args:
        writing: what it is written from; without an occasion there are none.
        role: which line.
    """
    language, bearing = writing.wordings.language(writing.bearing.locale), writing.bearing
    if language is None or writing.basis != "evidence" or not bearing.about:
        return
    told = [piece for name, piece in bearing.evidence.items() if not (bearing.untold and name in bearing.untold)]
    own = [piece for piece in told if (piece.anchor.type, piece.anchor.value) == ("item", bearing.about[0])]
    for family in language.occasions.get(bearing.occasion, {}).get(role, {}).values():
        pieces = [piece for piece in own if piece.kind in family.kinds][:1]
        yield from told_lines(family, pieces, bearing, role, seed=writing.seed, tone=writing.tone)


def _flat(
    told: Sequence[tuple[Family, Sequence[DraftSentence]]], is_wanted: Callable[[Family], bool]
) -> Iterator[DraftSentence]:
    return chain.from_iterable(drafts for family, drafts in told if is_wanted(family))


def _families(language: Language, role: Role) -> Mapping[str, Family]:
    """Lines of a role; a language that has none of its own speaks as above a slate, where evidence may be told."""
    return language.messages.get(role) or (language.headlines if role in _TOLD else {})


def _told(
    writing: MessageWriting, families: Mapping[str, Family], role: Role
) -> list[tuple[Family, list[DraftSentence]]]:
    """Lines about evidence, by family, that of the most effect first."""
    if role not in _TOLD or writing.basis == "newcomers":
        return []
    found = spoken_of(families, writing.bearing, writing.basis, writing.known)
    return [(family, _drafts(writing, family, pieces, role)) for family, pieces in found if family is not None]


def _drafts(writing: MessageWriting, family: Family, pieces: Sequence[Evidence], role: Role) -> list[DraftSentence]:
    """Lines of a family; of a subject first those that name something: "what you did here" says less in a mailbox."""
    tried = [family]
    if role == "subject":
        naming = tuple(line for line in family.lines if line.slots)
        others = tuple(line for line in family.lines if not line.slots)
        tried = [replace(family, lines=naming), replace(family, lines=others)]
    return [
        draft
        for one in tried
        for draft in told_lines(one, pieces, writing.bearing, role, seed=writing.seed, tone=writing.tone)
    ]


def _neutral(writing: MessageWriting, families: Mapping[str, Family], role: Role) -> list[DraftSentence]:
    """Lines that state nothing."""
    names = {
        "greeting": "named" if writing.is_named else "unnamed",
        "closing": "any",
    }
    family = families.get(names.get(role, "newcomers" if writing.basis == "newcomers" else "non_profiled"))
    lines = [line for line in family.lines if line.tone in {None, writing.tone}] if family is not None else []
    return [line_draft(line, writing.bearing, None, role) for line in in_order(lines, writing.seed, role, {})]
