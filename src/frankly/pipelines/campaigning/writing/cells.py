"""Cells: recipients that share item, kind of reason, tone and language, and the text that a model writes for them once.

What the model is shown of a cell holds nothing about anyone: an item, and a kind of evidence whose anchor it does not
see. What it writes has slots where that anchor goes, and passes the gate with the evidence of each recipient.

Where few recipients share an item, the text is shared across items: a *wide* cell has all the rest in common. Its text
has slots where the item goes too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.answering.answer import Answer
from frankly.domain.evidence import AnchorType, Evidence, EvidenceKind
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.handles import draw_handles
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.tasks.message import MessageInput, MessageReply
from frankly.domain.model.tasks.told import ToldThing
from frankly.domain.model.tasks.write import WriteItem
from frankly.domain.saying.text import Role
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE, EVIDENCE_FIELDS
from frankly.domain.seed import derive
from frankly.pipelines.assisting.text.asked import LANGUAGES, LINES, constructions_of
from frankly.pipelines.parts import Assistant, Parts
from frankly.ports.verifier import Bearing
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.replies.handles import read_entries
from frankly.stages.replies.reading import read_object
from frankly.stages.verify.checks.title_noun import ends_of
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.writing_rules.house import house_lines
from frankly.stages.writing.live.offer import MOST_END, Offer, OfferedItem, named
from frankly.stages.writing.live.texts import Key, LiveSentence
from frankly.stages.writing.live.written import lines_from, texts_from

PIECE: Final = "e1"
"""What the one thing that speaks for the item is called in the prompt of a cell."""

_UNSURE: Final = frozenset({"creator", "category", "tag", "when"})
"""Fields that the anchors of some recipients lack: a text for all of them does without."""

LEAST: Final = 5
"""Recipients for whom a text about one item is written; fewer share one with others who are told that kind of reason.

Many items are what a campaign is about for one or two people alone: at 100,000 readers of the demo more than half of
the texts would be for fewer than five each, 6 in 100 of all who get a message. Each would cost a call, and a look.
"""

DEADLINE_MS: Final = 60_000
"""So long a reply for a cell may take; nobody waits for it in front of a page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What recipients share.

    Attributes:
        locale: language.
        tone: tone of the brand.
        item: id of the item that the message is about first of all; empty for a wide cell, whose recipients are told of
            different ones.
        kind: kind of the evidence that its first reason tells.
        anchor: kind of what that evidence hangs on.
        marks: `=` done to the item itself, `<` few people; what is told then is another kind of reason. Whether it is
            necessary differs from one recipient to the next: a text for all of them never says "because".
    """

    locale: str
    tone: str
    item: str
    kind: EvidenceKind
    anchor: AnchorType
    marks: str = ""

    @property
    def key(self) -> str:
        """The same as text; the item stands last, because its id may hold anything."""
        return f"{self.locale}/{self.tone}/{self.kind.value}{self.marks}/{self.anchor}/{self.item}"

    @property
    def wide(self) -> "Cell":
        """The cell with all of this in common but the item."""
        return replace(self, item="")


def parsed_cell(key: str) -> Cell:
    """Read a key back.

    Raises:
        ValueError: for what is no key of a cell.
    """
    locale, tone, told, anchor, item = key.split("/", 4)
    kind = told.rstrip("=<")
    return Cell(locale, tone, item, EvidenceKind(kind), anchor, told[len(kind) :])  # type: ignore[arg-type]


def cell_of(answer: Answer, tone: str) -> str:
    """The cell of a message; empty where its first item has no reason that could be told.

    Args:
        answer: with at least one item.
        tone: that it is written in.
    """
    item = answer.items[0]
    reason = next((text for text in item.sentences if text.kind == "reason"), None)
    piece = None if reason is None else next((one for one in item.evidence if one.id in reason.evidence), None)
    if reason is None or piece is None:
        return ""
    is_own = piece.anchor.type == "item" and piece.anchor.value == item.id
    is_few = piece.kind in CROWD_KINDS and piece.count < CROWD_PEOPLE
    marks = ("=" if is_own else "") + ("<" if is_few else "")
    return Cell(answer.locale, tone, str(item.id), piece.kind, piece.anchor.type, marks).key


def widening(counts: Mapping[str, int]) -> dict[str, str]:
    """Key of each cell that too few share → key of the wide cell that they share a text in.

    A cell that would be alone in its wide one stays as it is: its text can as well be about its item.

    Args:
        counts: key → recipients.
    """
    found = {key: cell.wide.key for key, many in counts.items() if many < LEAST and (cell := parsed_cell(key)).item}
    sharing = Counter(found.values())
    return {key: wide for key, wide in found.items() if sharing[wide] > 1 or wide in counts}


def call_of_cell(
    assistant: Assistant, parts: Parts, cell: Cell, item: Item | None, surface: str, payer: Payer
) -> ModelCall | None:
    """The call that asks for the text of a cell; None where the language has no constructions to write with.

    Args:
        assistant: the model, with prompts and brand.
        parts: rules and policies.
        cell: which one.
        item: that it is about; None for a wide cell: slots fill titles that a model was not shown.
        surface: whose rules hold.
        payer: whose budgets it is taken from.
    """
    lexicon = assistant.lexicons.get(cell.locale) or assistant.lexicons.get(cell.locale.split("-")[0])
    if lexicon is None:
        return None
    prompt = assistant.prompts.current(PromptTask.MESSAGE)
    offered = _offer(cell, "" if item is None else _title(item, lexicon))
    policy = parts.policies.surfaces[surface].text
    about = MessageInput(
        language=LANGUAGES.get(lexicon.locale, lexicon.locale),
        tone=assistant.brand.tones.get(cell.tone, ""),
        address=parts.rules.address_of(lexicon.locale).capitalize(),
        constructions=constructions_of(lexicon, parts, surface, offered, is_message=True),
        house=house_lines(lexicon, parts.rules, surface),
        most_sentences=min(1, policy.reasons),
        wants=(*LINES, "call_to_action"),
        above=(PIECE,),
        evidence=offered.things,
        items=offered.items,
    )
    return call_of(prompt, about, shape_of(MessageReply, "message"), deadline_ms=DEADLINE_MS, payer=payer)


def _title(item: Item, lexicon: Lexicon) -> str:
    """A title with a stroke before the words that an item's noun may end with."""
    end = " ".join(ends_of(item, lexicon)[-MOST_END:])
    title = named(item.title).replace("/", "-")
    return f"{title[: -len(end)]}/ {end}".strip() if end and title.endswith(end) else title


def _offer(cell: Cell, title: str) -> Offer:
    """What a model is shown of a cell; but for the title it depends on the cell alone: replies are read without it."""
    handle = draw_handles(1, derive("cell", cell.key))[0]
    shown = (WriteItem(handle=handle, title=title, reasons=(PIECE + cell.marks.replace("<", ""),)),)
    names: Mapping[str, Key] = {PIECE: (cell.kind, cell.anchor, "")}
    fields = EVIDENCE_FIELDS[cell.kind]
    thing = ToldThing(id=PIECE, kind=cell.kind.value, name="", lacks=tuple(sorted(fields & _UNSURE)))
    few = "<" in cell.marks
    return Offer(
        things=(thing,),
        items=shown,
        offered=(OfferedItem(ItemId(cell.item), handle, names),),
        above=names,
        kinds=frozenset() if few else frozenset({cell.kind}),
        few=frozenset({cell.kind}) if few else frozenset(),
        is_own="=" in cell.marks,
        fields=(fields - _UNSURE) | {"title"},
    )


@dataclass(frozen=True, slots=True, eq=False)
class CellWords:
    """What a model wrote for a cell, as sentences with slots.

    Attributes:
        lines: lines of the message, by role.
        reasons: why the item is there.
        invitation: words of the item's link; None where it wrote none.
        faults: what was wrong with the reply.
    """

    lines: Mapping[Role, LiveSentence]
    reasons: tuple[LiveSentence, ...]
    invitation: LiveSentence | None = None
    faults: tuple[str, ...] = ()


NO_WORDS: Final = CellWords({}, ())


def words_of(reply: str, cell: Cell, prompt: str) -> CellWords:
    """Read the reply of a cell; what is unusable in it is left out and counted.

    Args:
        reply: as the model said it.
        cell: which one.
        prompt: by which it was asked.
    """
    found = read_object(reply)
    if found.value is None:
        return replace(NO_WORDS, faults=tuple(fault.value for fault in found.faults))
    offered = _offer(cell, "")
    entries = read_entries(found.value.get("items"), [one.handle for one in offered.offered])
    texts = texts_from(found.value, entries.entries, offered, prompt, 1)
    lines, faults = lines_from(found.value, offered, prompt)
    item = next(iter(texts.items.values()), None)
    every = (*found.faults, *entries.faults, *texts.faults, *faults)
    return CellWords(
        lines,
        () if item is None else item.sentences,
        None if item is None else item.call_to_action,
        tuple(dict.fromkeys(fault.value for fault in every)),
    )


def bound(sentence: LiveSentence, piece: Evidence | None) -> LiveSentence:
    """The sentence with the anchor of one recipient's evidence in the place of that of the cell."""
    if piece is None:
        return sentence
    key: Key = (piece.kind, piece.anchor.type, piece.anchor.value)
    return replace(sentence, names=dict.fromkeys(sentence.names, key))


def piece_of(cell: Cell, bearing: Bearing) -> Evidence | None:
    """The evidence of a recipient that the cell speaks of: the strongest of its kind."""
    of_kind = bearing.of_kinds(frozenset({cell.kind}))
    fitting = (one for _, one in of_kind if one.anchor.type == cell.anchor)
    return max(fitting, key=lambda one: one.contribution, default=None)
