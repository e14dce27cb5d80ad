import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from frankly.adapters.files.policies import load_policies
from frankly.cli.slate_view import BAR_CELLS, CONDENSED, WHOLE, Look, bar, shares_of, slate
from frankly.cli.words import Names
from frankly.domain.answering.answer import Answer, AnsweredItem, AnswerScope, Display
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.ids import DecisionId, ItemId, SnapshotId
from frankly.domain.money import Money
from frankly.settings import DataName, data_folder

FOLDERS: tuple[DataName, ...] = ("surfaces", "policies", "brand")


NAMES = Names({("item", "dracula"): "Dracula"})


def evidence(number: int, kind: EvidenceKind, anchor: str, units: int) -> Evidence:
    hangs_on = Anchor(type="item", value=anchor) if anchor else Anchor(type="none")
    return Evidence(id=f"e{number}", kind=kind, anchor=hangs_on, contribution=units, sources={"content": units})


PIECES = (
    evidence(1, EvidenceKind.COMPLETED, "dracula", 400),
    evidence(2, EvidenceKind.BOUGHT, "dracula", 300),
    evidence(3, EvidenceKind.VIEWED, "carmilla", 250),
    evidence(4, EvidenceKind.POPULAR, "", 100),
    evidence(5, EvidenceKind.DISLIKED, "pan", -50),
)


def answer(
    *pieces: Evidence, score: int | None = None, title: str = "The Lodger", origin: SlotOrigin = "score"
) -> Answer:
    item = AnsweredItem(
        id=ItemId("lodger"),
        slot=1,
        personalised="individual",
        main_reason=EvidenceKind.COMPLETED,
        origin=origin,
        score=sum(piece.contribution for piece in pieces) if score is None else score,
        propensity_ppb=1_000_000_000,
        evidence=pieces,
        display=Display(title=title, price=Money(amount_minor=499, currency="GBP"), creators=("Marie Lowndes",)),
    )
    return Answer(
        decision=DecisionId("d1"),
        is_recorded=True,
        surface="home",
        surface_version="v",
        snapshot=SnapshotId("s:1"),
        seed=1,
        now=0,
        locale="en",
        variant="personalised",
        scope=AnswerScope(basis="person", purposes=(), evidence=()),
        items=(item,),
    )


def drawn(of: Answer, look: Look = CONDENSED, width: int = 80, names: Names = NAMES) -> list[str]:
    screen = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False)
    screen.print(slate(of, names, look))
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue().splitlines()


@given(st.lists(st.integers(-(10**9), 10**10), min_size=1, max_size=12).filter(lambda units: sum(units) > 0))
def test_shares_add_up_to_a_hundred_and_each_is_within_one_percent(units: list[int]) -> None:
    score = sum(units)
    shares = shares_of(units, score)
    assert sum(shares) == 100
    assert all(abs(share * score - part * 100) <= score for share, part in zip(shares, units, strict=True))


@pytest.mark.parametrize("units", [1, 7, 50, 99, 100])
def test_a_bar_is_as_long_as_its_part_and_never_longer_than_the_longest(units: int) -> None:
    cells = cell_len(bar(units, 100, "cyan").plain)
    assert 1 <= cells <= BAR_CELLS
    assert abs(cells - units * BAR_CELLS / 100) <= 1


def test_what_speaks_against_an_item_is_drawn_otherwise() -> None:
    assert set(bar(-50, 100, "cyan").plain) == {"▒"}


def test_a_slate_tells_title_creator_price_and_what_moved_the_score() -> None:
    lines = drawn(answer(*PIECES))
    assert "The Lodger  Marie Lowndes" in lines[0]
    assert lines[0].rstrip().endswith("£4.99")
    assert "70 % “Dracula”: finished, bought" in lines[1]
    assert "25 % viewed “carmilla”" in lines[2]
    assert "10 % popular here" in lines[3]
    assert "−5 % disliked “pan”" in lines[4]
    assert len(lines) == 5


def test_what_is_not_shown_is_summed_up_so_that_the_shares_are_the_whole_score() -> None:
    lines = drawn(answer(*PIECES[:2], score=1000))
    assert "70 % “Dracula”" in lines[1]
    assert "30 % all else together" in lines[2]


def test_the_whole_look_keeps_every_piece_apart() -> None:
    lines = drawn(answer(*PIECES), WHOLE)
    assert [line.split("%")[0].split()[-1] for line in lines[1:]] == ["40", "30", "25", "10", "−5"]


def test_a_place_that_the_score_did_not_decide_is_explained() -> None:
    assert any("Its place: drawn at random, to learn." in line for line in drawn(answer(origin="exploration")))


def test_all_around_the_evidence_is_told_in_the_language_of_the_sentences() -> None:
    german = Names(load_policies(*map(data_folder, FOLDERS)).labels["de"] | NAMES.labels, "de")
    lines = drawn(answer(*PIECES[:2], score=1000, origin="exploration"), names=german)
    assert lines[1].strip() == "Sein Platz: zufällig gezogen, um zu lernen."
    assert "70 % „Dracula“: beendet, gekauft" in lines[2]
    assert lines[2].rstrip().endswith("ähnlich beschrieben")
    assert "30 % alles Übrige" in lines[3]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(answer(*PIECES, title="x" * 300), width=width))


def test_a_title_cannot_drive_the_terminal_or_use_markup() -> None:
    text = "\n".join(drawn(answer(*PIECES, title="\x1b[31mred\x1b]0;owned\x07 [bold]x[/bold] \u202egnp.exe\r")))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "\r" not in text
    assert "[bold]x[/bold]" in text


def test_an_empty_slate_says_so() -> None:
    assert drawn(answer().model_copy(update={"items": ()})) == ["Nothing to show: every candidate was filtered out."]
