"""What a draft claims, collected once for all checks: what it cites, of which kinds, how strong, from which sources."""

from dataclasses import dataclass

from frankly.domain.evidence import GROUP_OF, Cause, Evidence, EvidenceKind, Ground
from frankly.domain.text import DraftSentence
from frankly.domain.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.ports.verifier import Bearing
from frankly.stages.verify.lexicon import Lexicon
from frankly.stages.verify.parse import Parsed


@dataclass(frozen=True, slots=True)
class Claim:
    """A draft with what it leans on.

    Attributes:
        draft: the sentence.
        parsed: its parts.
        bearing: all that it may lean on.
        lexicon: words of its language.
        cited: evidence that it cites and that exists.
        grounds: grounds whose slots it uses and that exist.
        kinds: kinds of the cited evidence.
    """

    draft: DraftSentence
    parsed: Parsed
    bearing: Bearing
    lexicon: Lexicon
    cited: tuple[Evidence, ...]
    grounds: tuple[Ground, ...]
    kinds: frozenset[EvidenceKind]

    @property
    def is_about_person(self) -> bool:
        """Whether all that is cited is the reader's own."""
        return bool(self.kinds) and all(
            GROUP_OF[kind] is not None or kind is EvidenceKind.OUTSIDE_USUAL for kind in self.kinds
        )

    @property
    def is_about_crowd(self) -> bool:
        """Whether all that is cited is a statistic over enough people."""
        return bool(self.cited) and all(
            piece.kind in CROWD_KINDS and piece.count >= CROWD_PEOPLE for piece in self.cited
        )

    @property
    def is_about_item(self) -> bool:
        """Whether all that is cited was done to the recommended item itself."""
        item = self.bearing.item
        return (
            item is not None
            and bool(self.cited)
            and all(piece.anchor.type == "item" and piece.anchor.value == item.id for piece in self.cited)
        )

    def causes(self) -> set[Cause]:
        """Causal classes of what is told: of the grounds where there are any, else of each cited piece."""
        told = {slot.owner for slot in self.parsed.slots if slot.owner in self.bearing.grounds}
        return {self.bearing.causes.get(name, "contributing") for name in (told or self.draft.evidence)}

    def main_sources(self) -> frozenset[str]:
        """Candidate sources that brought at least half of the effect of all that is told."""
        pieces = {piece.id: piece for piece in self.cited}
        for ground in self.grounds:
            pieces.update(
                {name: self.bearing.evidence[name] for name in ground.evidence if name in self.bearing.evidence}
            )
        parts: dict[str, int] = {}
        for piece in pieces.values():
            for source, units in piece.sources.items():
                parts[source] = parts.get(source, 0) + units
        total = sum(piece.contribution for piece in pieces.values())
        return frozenset(source for source, units in parts.items() if units > 0 and units * 2 >= total)


def claim(draft: DraftSentence, parsed: Parsed, bearing: Bearing, lexicon: Lexicon) -> Claim:
    """Collect what a draft leans on; ids that do not exist are left to the check of ids."""
    cited = tuple(bearing.evidence[name] for name in draft.evidence if name in bearing.evidence)
    used = dict.fromkeys(slot.owner for slot in parsed.slots)
    grounds = tuple(bearing.grounds[name] for name in used if name in bearing.grounds)
    return Claim(draft, parsed, bearing, lexicon, cited, grounds, frozenset(piece.kind for piece in cited))
