"""What rules keep silent over the columns of a slate is what they keep silent of each piece alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.deciding.snapshot import Labels
from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.saying.say_policy import NO_RULES, LocalTime, Rules, SayPolicy
from frankly.domain.saying.silence import Subject, silence
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS, HOUR_MS
from frankly.stages.evidence.cut import PieceTold, columns
from frankly.stages.evidence.silent import occasion_of, silent_pieces
from frankly.testing.situations import NOW
from tests.properties.asked import ask, situations

WHY = {"because": "for a test", "by": "tests"}
LABELS = st.lists(st.sampled_from([f"{field}{n}" for field in ("category", "tag") for n in range(4)]), max_size=2)
HOURS = st.fixed_dictionaries({"after": st.integers(0, 23), "before": st.integers(0, 23)})
CONDITIONS: dict[str, st.SearchStrategy[object]] = {
    "kinds": st.lists(st.sampled_from(EvidenceKind), min_size=1, max_size=4),
    "categories": LABELS,
    "tags": LABELS,
    "labels": LABELS,
    "searches": st.just(["poe*"]),
    "hours": HOURS,
    "older_than_days": st.integers(1, 400),
}


@st.composite
def policies(draw: st.DrawFn) -> SayPolicy:
    untold = {}
    for number in range(draw(st.integers(0, 3))):
        named = draw(st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=1, max_size=2, unique=True))
        conditions = {name: draw(CONDITIONS[name]) for name in named}
        if any(conditions.values()):
            untold[f"rule-{number}"] = {**conditions, "surfaces": draw(st.sampled_from([[], ["home"], ["x"]])), **WHY}
    topics = {"made-up": {"categories": draw(LABELS), "tags": draw(LABELS)}}
    sensitive = {"ask_consent": draw(st.booleans()), "topics": topics if draw(st.booleans()) else {}}
    zone = LocalTime((0, NOW - 40 * DAY_MS), (3 * HOUR_MS, -5 * HOUR_MS))
    return SayPolicy(Rules.model_validate({"untold": untold, "sensitive": sensitive}), zones={"": zone})


def labels(table: Labels, row: int) -> tuple[str, ...]:
    return tuple(table.names[code] for code in table.by_item.row(row)[0].tolist())


def alone(situation: Situation, policy: SayPolicy, told: PieceTold) -> bool:
    snapshot = situation.snapshot
    row = snapshot.row_of.get(told.anchor.value, -1) if told.anchor.type == "item" else -1
    carried = [labels(table, row) for table in (snapshot.categories, snapshot.tags, snapshot.sensitive)]
    anchor = Anchor(type=told.anchor.type, value=told.anchor.value)
    return silence(policy, Subject(told.kind, anchor, told.at, *carried), occasion_of(situation)) is not None


@settings(max_examples=60, deadline=None)
@given(situations, policies())
def test_columns_and_single_pieces_are_judged_alike(situation: Situation, policy: SayPolicy) -> None:
    asked = ask(situation)
    cut = columns(asked.found.ledger, asked.slate)
    silent = silent_pieces(situation, cut, policy)
    wanted = {cut.names[place] for place in range(len(cut.pieces)) if alone(situation, policy, cut.told(place))}
    assert silent.names == wanted
    assert all((name in silent.names) == (name in wanted) for name in cut.names)


@settings(max_examples=20, deadline=None)
@given(situations)
def test_without_rules_nothing_is_silent(situation: Situation) -> None:
    asked = ask(situation)
    assert silent_pieces(situation, columns(asked.found.ledger, asked.slate), NO_RULES).names == frozenset()
