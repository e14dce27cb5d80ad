"""What a draft claims, collected once for all checks: its words with what they may lean on, and what it cites."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground
from frankly.domain.saying.text import DraftSentence, SentenceKind
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.domain.time import DAY_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.checks.title_noun import nouns
from frankly.stages.verify.parse import Parsed, parse, renamed
from frankly.stages.verify.vocabulary.lexicon import NO_WORDS, Lexicon


class Saying(NamedTuple):
    """The words of a draft, and all that decides whether they may be said: the checks of words see nothing else.

    What fills the slots is not in it. So the same wording of other evidence of that sort is the same saying, and what
    the checks found of it holds again. A tuple, since it is made and hashed for every sentence.

    Attributes:
        parsed: parts of the draft; `parse` gives the same ones for the same text.
        kind: what the sentence does.
        lexicon: words of its language.
        kinds: kinds of the cited evidence.
        owners: kinds of the owners of its slots; None for one that does not exist.
        sources: candidate sources that brought at least half of the effect; empty where no word names one.
        is_about_crowd: whether all that is cited is a statistic over enough people.
        is_about_item: whether all that is cited was done to the recommended item itself.
        is_apart: whether none of it was.
        is_of_item: whether it is said of one item, and not of a whole slate.
        is_necessary: whether all that is told is necessary; false where no word says so.
        is_sufficient: whether all that is told is sufficient; false where no word says so.
        is_several: whether more than one piece is cited.
        is_recent: whether all that is cited happened in the last 30 days; false where no word says so.
        occasion: which trigger found what all that is cited hangs on; empty where none did.
        noun: places of words, first and last part, that are the end of the item's own title.
    """

    parsed: Parsed
    kind: SentenceKind
    lexicon: Lexicon
    kinds: frozenset[EvidenceKind]
    owners: tuple[tuple[str, EvidenceKind | None], ...]
    sources: frozenset[str]
    is_about_crowd: bool
    is_about_item: bool
    is_apart: bool
    is_of_item: bool
    is_necessary: bool
    is_sufficient: bool = False
    is_several: bool = False
    is_recent: bool = False
    noun: tuple[tuple[int, int], ...] = ()
    occasion: str = ""

    @property
    def text(self) -> str:
        """The draft."""
        return self.parsed.text


class Claim(NamedTuple):
    """A draft with what it leans on. A tuple, since it is made for every sentence.

    Attributes:
        draft: the sentence.
        parsed: its parts.
        names: owner of a slot as it stands in the parts → id of whose it is.
        bearing: all that it may lean on.
        cited: evidence that it cites and that exists.
        grounds: grounds whose slots it uses and that exist.
        saying: its words.
        is_stamped: whether it is known to be a quotation of the item's text, in its language.
    """

    draft: DraftSentence
    parsed: Parsed
    names: Mapping[str, str]
    bearing: Bearing
    cited: tuple[Evidence, ...]
    grounds: tuple[Ground, ...]
    saying: Saying
    is_stamped: bool = False


def claim(
    draft: DraftSentence,
    bearing: Bearing,
    lexicon: Lexicon,
    *,
    as_it_stands: bool = False,
    is_stamped: bool = False,
) -> Claim:
    """Collect what a draft leans on; ids that do not exist are left to the check of ids.

    Args:
        draft: the sentence.
        bearing: all that it may lean on.
        lexicon: words of its language.
        as_it_stands: keep the ids in the text, so that places in it are places in the draft.
        is_stamped: whether its stamp holds.
    """
    text, names = (draft.text, None) if as_it_stands else renamed(draft.text)
    parsed = parse(text)
    if names is None:
        names = {slot.owner: slot.owner for slot in parsed.slots}
    cited = tuple([bearing.evidence[name] for name in draft.evidence if name in bearing.evidence])
    grounds = tuple([bearing.grounds[name] for name in names.values() if name in bearing.grounds])
    asks, own = _asks(text, lexicon), _own(bearing, cited)
    classes: set[Cause] = _causes(draft, bearing, names) if asks & {"necessary", "sufficient"} else set()
    saying = Saying(
        parsed=parsed,
        kind=draft.kind,
        lexicon=lexicon,
        kinds=frozenset([piece.kind for piece in cited]),
        owners=tuple([(owner, _kind_of(name, bearing)) for owner, name in names.items()]),
        sources=_main_sources(bearing, cited, grounds) if "sources" in asks else NO_WORDS,
        is_about_crowd=_is_about_crowd(cited),
        is_about_item=bool(cited) and own == len(cited),
        is_apart=not own,
        is_of_item=bearing.item is not None,
        is_necessary="necessary" in asks and classes == {"necessary"},
        is_sufficient="sufficient" in asks and classes == {"sufficient"},
        is_several=len(cited) > 1,
        is_recent="recent" in asks and _is_recent(bearing, cited, grounds),
        noun=nouns(text, lexicon, bearing.item),
        occasion=_occasion(bearing, cited) if bearing.occasion else "",
    )
    return Claim(draft, parsed, names, bearing, cited, grounds, saying, is_stamped)


RECENT_MS: Final = 30 * DAY_MS
"""How long ago "recently" may be."""


@lru_cache(maxsize=8192)
def _asks(text: str, lexicon: Lexicon) -> frozenset[str]:
    """What of the evidence the words ask about: its cause, its sources, its time."""
    said = parse(text).said
    return frozenset([name for name, known in _askers(lexicon) if not known.isdisjoint(said)])


@lru_cache(maxsize=64)
def _askers(lexicon: Lexicon) -> tuple[tuple[str, frozenset[str]], ...]:
    return (
        ("sources", frozenset().union(*lexicon.sources.values())),
        ("necessary", lexicon.necessary),
        ("sufficient", lexicon.sufficient),
        ("recent", lexicon.recent),
    )


def _is_recent(bearing: Bearing, cited: tuple[Evidence, ...], grounds: tuple[Ground, ...]) -> bool:
    # A ground tells of all its acts, also of those beyond the few that are cited.
    told = [bearing.evidence.get(name) for ground in grounds for name in ground.evidence]
    return bool(cited) and all(
        piece is not None and piece.at is not None and 0 <= bearing.now - piece.at <= RECENT_MS
        for piece in (*cited, *told)
    )


def _kind_of(name: str, bearing: Bearing) -> EvidenceKind | None:
    owners: Mapping[str, Evidence] | Mapping[str, Ground] = bearing.grounds if name[0] == "g" else bearing.evidence
    return owners[name].kind if name in owners else None


def _is_about_crowd(cited: tuple[Evidence, ...]) -> bool:
    for piece in cited:
        if piece.kind not in CROWD_KINDS or piece.count < CROWD_PEOPLE:
            return False
    return bool(cited)


def _own(bearing: Bearing, cited: tuple[Evidence, ...]) -> int:
    """How many of the cited pieces are acts on the recommended item itself."""
    item = bearing.item
    if item is None:
        return 0
    return sum([piece.anchor.type == "item" and piece.anchor.value == item.id for piece in cited])


def _occasion(bearing: Bearing, cited: tuple[Evidence, ...]) -> str:
    # A line around the items speaks of the first: it says that it is the first.
    items = bearing.about if bearing.item is not None else bearing.about[:1]
    about = [piece.anchor.type == "item" and piece.anchor.value in items for piece in cited]
    return bearing.occasion if about and all(about) else ""


def _causes(draft: DraftSentence, bearing: Bearing, names: Mapping[str, str]) -> set[Cause]:
    """Causal classes of what is told: of the grounds where there are any, else of each cited piece."""
    told = [name for name in names.values() if name in bearing.grounds]
    return {bearing.causes.get(name, "contributing") for name in (told or draft.evidence)}


def _main_sources(bearing: Bearing, cited: tuple[Evidence, ...], grounds: tuple[Ground, ...]) -> frozenset[str]:
    """Candidate sources that brought at least half of the effect of all that is told."""
    pieces = {piece.id: piece for piece in cited}
    for ground in grounds:
        pieces.update({name: bearing.evidence[name] for name in ground.evidence if name in bearing.evidence})
    parts: dict[str, int] = {}
    for piece in pieces.values():
        for source, units in piece.sources.items():
            parts[source] = parts.get(source, 0) + units
    total = sum(piece.contribution for piece in pieces.values())
    return frozenset(source for source, units in parts.items() if units > 0 and units * 2 >= total)
