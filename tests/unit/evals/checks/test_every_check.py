import re
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.documented import described
from frankly.evals.cases.case import Ask, Cell, Sentence
from frankly.evals.checks.registry import CHECKS
from frankly.evals.runs.output import Called, Output, Told
from frankly.testing.strategies import ids, texts

EXAMPLES = [
    pytest.param(check, example, id=f"{check.name}-{example.says.replace(' ', '-')}")
    for check in CHECKS.values()
    for example in check.examples()
]


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_an_example_comes_out_as_it_says(check, example, bench):
    found = check.look(example.output, check.options.model_validate(example.options), bench)

    assert found.outcome == ("pass" if example.passes else "fail"), found.why
    assert bool(found.why) or example.passes
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(example.output.texts[span.text].text)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_has_an_example_that_passes_and_one_that_fails(check):
    assert {example.passes for example in check.examples()} == {True, False}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_tells_what_it_is(check):
    assert re.fullmatch(r"[a-z][a-z_]*", check.name)
    assert re.fullmatch(r"[A-Z].*\.", check.says)
    assert len(check.about) > 100
    assert all(described(check.options).get(name) for name in check.options.model_fields)
    assert check.options.main in {"", *check.options.model_fields}


def told(check):
    """Everything that the examples of a check tell it; options without which it cannot be asked included."""
    return [check.options.model_validate(example.options) for example in check.examples()]


TOLD_TO = {check.name: told(check) for check in CHECKS.values()}
EMPTY_CELL = Cell(suite="odd", case="empty", ask=Ask(value={}))


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
@pytest.mark.parametrize(
    "cell",
    [EMPTY_CELL, Cell(suite="odd", case="empty", ask=Ask(text=(Sentence(text="Gone."),)))],
    ids=["value", "text"],
)
def test_nothing_to_look_at_is_skipped_and_never_passed(check, cell, bench):
    for options in told(check):
        found = check.look(Output(cell=cell, error="the shop could not be opened"), options, bench)

        assert (found.outcome, found.score, found.spans) == ("skipped", None, ())
        assert found.why


PLAIN = st.sampled_from([None, True, 7, -1, 0.5, "", "e1", "home", "emma", "{e1.title}", "\ud7ff\u202e", 10**30])
JSON = PLAIN | st.lists(PLAIN, max_size=2)
NAMES = (
    "items id slot score evidence kind anchor type value grounds causes personalised sentences text origin display "
    "title scope topics purposes degradations code headline message locale decision candidates dropped untold slate "
    "contribution main_reason is_sponsored sources drafts"
).split()
PARTS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4)
INNER = JSON | PARTS | st.lists(PARTS, max_size=2)
ANSWERS = st.dictionaries(
    st.sampled_from(NAMES),
    INNER | st.lists(st.dictionaries(st.sampled_from(NAMES), INNER, max_size=4), max_size=2),
    max_size=5,
)
TOLD = st.builds(
    Told,
    text=texts(0, 60),
    place=st.sampled_from(["headline", "items.0.sentences.0", "message.subject", "text.0"]) | texts(0, 8),
    item=st.none() | ids(8),
    kind=st.sampled_from([None, "reason", "fact", "nudge"]),
    origin=st.sampled_from(["template", "model", ""]),
    locale=st.sampled_from(["en", "de", "de-AT", "fr", ""]),
    evidence=st.lists(st.sampled_from(["e1", "g2", "s1", "x"]) | texts(0, 5), max_size=2).map(tuple),
    pattern=st.sampled_from(["clicked/because/3", ""]),
    is_proved=st.none() | st.booleans(),
    is_own=st.none() | st.booleans(),
    codes=st.lists(texts(0, 6), max_size=2).map(tuple),
    is_delivered=st.booleans(),
)
CALLED = st.builds(
    Called,
    prompt=st.sampled_from(["rank/v1", "write/v2", "judge/v1", "rank"]) | texts(0, 8),
    key=texts(0, 8),
    model=texts(0, 8),
    sent=texts(0, 60) | st.just("m3k7 | 100 | Travel | South\nb9t2 | 4 | |"),
    reply=texts(0, 60) | st.just('{"order": ["m3k7", 4]}') | st.just("[" * 200) | st.just('{"a": ' * 60),
    tokens_in=st.integers(-5, 10**9),
    cost_nano=st.integers(-5, 10**12),
    broken_rules=st.lists(texts(0, 6), max_size=2).map(tuple),
    lost_rules=st.lists(texts(0, 6), max_size=2).map(tuple),
    fault=texts(0, 4),
)


def outputs(probes=None):
    return st.builds(
        Output,
        cell=st.builds(
            Cell,
            suite=st.just("odd"),
            case=st.just("made-up"),
            ask=st.sampled_from(
                [
                    Ask(value={}),
                    Ask(text=(Sentence(text="Gone."),)),
                    Ask.model_validate({"recommend": {"surface": "home", "person": "p", "limit": 3}}),
                    Ask.model_validate({"message": {"surface": "email", "session": "s 1"}}),
                ]
            ),
            variables=st.dictionaries(st.sampled_from(["locale", "model"]), texts(0, 4) | st.integers(), max_size=2),
            truth=st.dictionaries(
                st.sampled_from(["wanted", "private", "equals", "never", "planted", "text"]), JSON, max_size=3
            ),
        ),
        answer=st.none() | ANSWERS,
        record=st.none() | ANSWERS,
        texts=st.lists(TOLD, max_size=4).map(tuple),
        calls=st.lists(CALLED, max_size=3).map(tuple),
        probes=st.just({}) if probes is None else probes,
        changed=ANSWERS
        | st.dictionaries(st.sampled_from(["item", "grounds", "cause", "from", "to", "attribute"]), JSON),
        facts=st.dictionaries(ids(6), JSON | ANSWERS, max_size=3),
        ms=st.floats(allow_nan=False),
    )


PROBES = st.dictionaries(
    st.sampled_from(["again", "shuffled", "paraphrased", "twin", "without_ground", "template", "base", "other_model"]),
    st.lists(outputs(), max_size=2).map(tuple),
    max_size=4,
)


@settings(max_examples=15)
@given(output=outputs(PROBES))
def test_odd_outputs_never_break_a_check(bench, output):
    for check, each in TOLD_TO.items():
        for options in each:
            found = CHECKS[check].look(output, options, bench)

            assert found.outcome in {"pass", "fail", "skipped"}
            assert found.score is None or 0 <= found.score <= 1
            assert found.why or found.outcome == "pass"
            for span in found.spans:
                assert 0 <= span.start <= span.end <= len(output.texts[span.text].text)


def test_names_and_sentences_of_checks_are_told_once():
    said = list(chain.from_iterable((check.name, check.says, check.about) for check in CHECKS.values()))

    assert len(said) == len(set(said))
    assert list(CHECKS) == [check.name for check in CHECKS.values()]


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_what_is_looked_at_stays_as_it_is_and_gives_the_same_again(check, bench):
    for example in check.examples():
        before = example.output.model_dump_json()
        options = check.options.model_validate(example.options)
        first, second = (check.look(example.output, options, bench) for _ in range(2))

        assert (first, before) == (second, example.output.model_dump_json())
