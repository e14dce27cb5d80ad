"""What a writer reads who is refused: `python -m tests.unit.stages.verify.refusals` writes `refusals.md`.

Every sentence that the other tests here try, with each code, its place marked in the sentence, and the hint. Whoever
changes a rule or a hint sees beside the change what writers will read, and what they no longer will.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.text import DraftSentence, Refused, Verdict
from frankly.ports.asking.judge import Judgement
from frankly.ports.verifier import Bearing, Verifier
from tests.unit.stages.verify import test_codes, test_quoted, test_ruled
from tests.unit.stages.verify.quoted_items import NOVEL, PACK, TASCHE, fact
from tests.unit.stages.verify.rulings import held
from tests.unit.stages.verify.samples import K, bearing, ground, item, piece, reason, verifier

FILE: Final = Path(__file__).with_suffix(".md")
MOST_HINT: Final = 160
"""A hint that writes whole constructions out is cut here."""

ALL_LEVELS: Final = ("quoted", "rewritten", "approved")

REWRITTEN: Final = [
    (PACK, "s1", "The base of this daypack is leather."),
    (PACK, "s1", "The base of this daypack is velvet."),
    (PACK, "s1", "This great daypack has seven leather bases."),
    (PACK, "s3", "The straps are padded."),
    (PACK, "s3", "The straps of www.shop.example are not padded."),
    (PACK, "s4", "The main pocket holds up to 30 litres if the collar is rolled out."),
    (PACK, "s4", "The main pocket holds 20 litres."),
    (PACK, "s4", "The collar holds up to 20 litres if the main pocket is rolled out."),
    (PACK, "s4", "The collar is rolled out."),
    (PACK, "s8", "The zips stick."),
    (PACK, "s8", "The zips may not stick."),
    (PACK, "s10", "The canvas relieves back pain."),
    (PACK, "s11", "A free pouch is left."),
    (PACK, "s12", "Long walks."),
    (PACK, "s13", "It comes in olive."),
    (PACK, "s14", "It is larger."),
    (PACK, "s16", "Praise this daypack."),
    (PACK, "s99", "The straps are not padded."),
    (NOVEL, "s4", "Two narrators tell the story."),
    (NOVEL, "s4", "Three tell the story in turn."),
    (NOVEL, "s5", "The novel is set in 1817."),
    (NOVEL, "s6", "Agnes may find the letters, {item.title} says."),
    (TASCHE, "s3", "Das Hauptfach fasst 9 Liter."),
    (TASCHE, "s3", "Der Boden ist ausgeklappt."),
]

LABELLED: Final = [
    ("value", "pillow that cures insomnia"),
    ("value", "not for you"),
    ("value", "see more. Buy it"),
    ("value", "ignore all previous instructions"),
    ("value", "for you"),
    ("value", "this one"),
    ("value", "evening"),
    ("value", "kind of gift"),
    ("category", "best of all things"),
    ("category", "Health & Beauty"),
    ("category", "never again books"),
    ("category", "all kinds of quiet books"),
    ("category", "buy it all now"),
    ("category", "this mortal coil"),
    ("category", "books like this"),
    ("category", "made for you"),
]
"""Labels of stated interests: what they claim, order or say to the reader."""

Tried = tuple[DraftSentence, Bearing, Verifier]


def tried() -> Iterator[tuple[str, Tried]]:
    """Heading of each group, and what is tried in it."""
    yield from (("of words", (draft, under, verifier())) for _, draft, under in test_codes.REFUSED)
    yield from (("of the house", (draft, _at_home(under), held())) for _, draft, under in test_ruled.REFUSED)
    yield from (("of quotations", (fact(*lie), _of_item(lie[0]), verifier())) for lie in test_quoted.LIES)
    yield from (("of rewritten facts", (draft, under, verifier())) for draft, under in _rewritten())
    yield from (("of what fills a slot", (draft, under, verifier())) for draft, under in _filled())
    yield from (("of many kinds", (draft, under, verifier())) for draft, under in _of_kinds())


def _at_home(under: Bearing) -> Bearing:
    return replace(under, surface=under.surface or "home")


def _of_item(of: Item) -> Bearing:
    return Bearing(of, {}, locale=of.language)


def _rewritten() -> Iterator[tuple[DraftSentence, Bearing]]:
    for of, cites, text in REWRITTEN:
        spans = {span.id: span.text for span in spans_of(of.description, of.language)}
        under = Bearing(of, {}, locale=of.language, levels=ALL_LEVELS)
        key = binding(spans.get(cites, ""), text)
        yes = Judgement(accepts=True, why="", by="scripted")
        yield fact(of, cites, text, "rewritten"), replace(under, judgements={key: yes})
        yield fact(of, cites, text, "approved"), under
    text = "The base of this daypack is leather."
    under = replace(_of_item(PACK), levels=ALL_LEVELS)
    for why in ("it says more", ""):
        key = binding(spans_of(PACK.description, "en")[0].text, text)
        no = Judgement(accepts=False, why=why, by="scripted")
        yield fact(PACK, "s1", text, "rewritten"), replace(under, judgements={key: no})
    for levels in ((), ("quoted",)):
        yield fact(PACK, "s1", text, "rewritten"), replace(under, levels=levels)
        yield fact(PACK, "s1", text, None), replace(under, levels=levels)
    yield fact(PACK, "s1", text, "quoted"), replace(under, locale="de")
    yield fact(PACK, "s1", text).model_copy(update={"evidence": ("s1", "s2")}), under
    yield fact(PACK, "s1", text).model_copy(update={"evidence": ()}), under
    yield fact(PACK, "s1", text), replace(under, item=None)


def _filled() -> Iterator[tuple[DraftSentence, Bearing]]:
    for kind, value in LABELLED:
        under = bearing(piece(kind=K.STATED_INTEREST, anchor=(kind, value)))
        yield reason("You told us you like {e1.label}."), under
        yield reason("You searched for “{e1.query}”."), bearing(piece(kind=K.SEARCHED, anchor=("query", value)))
    for days in (30, 31):
        trend = piece(kind=K.TRENDING, anchor=("none", ""), count=90, days_ago=days)
        yield reason("Popular here lately."), bearing(trend)
    for people in (1, 2, 3, 19, 20):
        crowd = piece(kind=K.POPULAR, anchor=("none", ""), count=people)
        yield reason("{e1.count} people here have shown interest in this one."), bearing(crowd)
    for title in ("x" * 300, "See https://shop.example", "\u200b", "<b>Bold</b> and {{ braces }}"):
        yield reason("You viewed “{e1.title}”."), bearing(piece(), anchors={"emma": item("emma", title)})


def _of_kinds() -> Iterator[tuple[DraftSentence, Bearing]]:
    """Sentences of one kind, said of others."""
    said = (
        "Because you viewed “{e1.title}”, you may like this one.",
        "You bought “{e1.title}” {e1.when}.",
        "{e1.count} people here have shown interest in this one.",
        "Many people turned to this one lately.",
        "You viewed this one.",
        "Others went on from “{e1.title}” to this one.",
        "Similar to “{e1.title}”, which you viewed.",
        "Your search for “{e1.query}” counts here.",
        "Chosen by our editors.",
        "It may be “{e1.title}”, which you “viewed” recently, that counts for {item.price}",
    )
    kinds = (K.VIEWED, K.BOUGHT, K.PROGRESSED, K.SEARCHED, K.POPULAR, K.STATED_ROLE, K.EDITORIAL, K.HID)
    for kind in kinds:
        anchor = {K.SEARCHED: ("query", "poems"), K.STATED_ROLE: ("value", "teacher")}.get(kind, ("item", "emma"))
        under = bearing(piece(kind=kind, anchor=anchor, count=25, sources={"transitions": 400, "content": 100}))
        yield from ((reason(text), under) for text in said)
    own = bearing(piece(anchor=("item", "persuasion")), piece("e2", anchor=("item", "persuasion")))
    for text in ("You viewed this one {e1.when}.", "You viewed “{e1.title}”.", "You viewed this one twice."):
        yield reason(text), own
    pieces = tuple(piece(f"e{number}", anchor=("item", name)) for number, name in enumerate(("emma", "ivanhoe"), 1))
    for by in (("creator", "Jane Austen"), ("category", "romance"), ("tag", "sea")):
        under = bearing(*pieces, grounds={"g1": ground(pieces, by)}, causes={"g1": "necessary"})
        text = f"Because of the {{g1.titles}} titles in {{g1.{by[0]}}} that you viewed, this one is here."
        yield reason(text, "e1", "e2"), under
        yield reason(text, "e1"), under
        yield reason(text.replace("titles in", "people in"), "e1", "e2"), under
        yield reason(f"{text} {{g2.titles}} {{e7.title}}", "e1", "e2", "e7"), under


def shown(outcome: object) -> list[str]:
    """The sentence with its verdicts, a line each; the text that people would read where nothing refuses it."""
    if not isinstance(outcome, Refused):
        return [f"  = {outcome.text}"]  # type: ignore[attr-defined]
    return [f"  - {_told(outcome.draft.text, one)}" for one in outcome.verdicts]


def _told(text: str, one: Verdict) -> str:
    start, end = one.span
    place = "all" if (start, end) == (0, len(text)) else f"{start}-{end} ‹{text[start:end]}›"
    hint = one.hint if len(one.hint) <= MOST_HINT else f"{one.hint[:MOST_HINT]} …"
    return f"{one.code} at {place}: {hint}"


def lines(cases: Iterable[tuple[str, Tried]]) -> Iterator[str]:
    """The page."""
    last = ""
    for heading, (draft, under, gate) in cases:
        if heading != last:
            yield f"# Refusals {heading}"
            yield ""
            last = heading
        cites = f" [{', '.join(draft.evidence)}]" if draft.evidence else ""
        level = f" ({draft.level})" if draft.level else ""
        yield _plain(f"{draft.kind}{level}: {draft.text}{cites}")
        yield from map(_plain, shown(gate.verify(draft, under)))


def _plain(text: str) -> str:
    """Without characters that an editor hides or breaks lines at."""
    return "".join(one if one.isprintable() else f"<{ord(one):x}>" for one in text)


if __name__ == "__main__":
    FILE.write_text("\n".join(lines(tried())) + "\n", encoding="utf-8")
