import pytest

from frankly.evals.checks import showing
from frankly.evals.checks.asked import judge, preference
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.check import Bench, Calibration
from frankly.evals.checks.registry import CHECKS


def found(name, output, judgements, calibrations=None, **options):
    check = CHECKS[name]
    bench = Bench({}, None, judgements, calibrations=calibrations or {})
    return check.look(output, check.options.model_validate(options), bench)


def test_a_lost_rule_is_named_before_a_broken_one_and_once(look):
    calls = [
        showing.called("write/v2", broken_rules=("slots", "own-words")),
        showing.called("write/v2", lost_rules=("slots",), broken_rules=("slots",)),
        showing.called("write/v2", lost_rules=("slots",)),
    ]

    assert look("rules", showing.output(calls=calls)).why == (
        "rule 'slots' of write/v2 is lost; rule 'slots' of write/v2 is broken in the reply; "
        "rule 'own-words' of write/v2 is broken in the reply"
    )


def test_rules_can_be_looked_at_alone(look):
    made = showing.output(calls=[showing.called(lost_rules=("slots",), broken_rules=("above",))])

    assert look("rules", made, only="above").why == "rule 'above' of write/v1 is broken in the reply"
    assert look("rules", made, only="above", broken=False).outcome == "pass"


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"most_usd": 0.0025}, "pass"),
        ({"most_usd": 0.0024}, "fail"),
        ({"most_tokens": 1_100}, "pass"),
        ({"most_tokens": 1_099}, "fail"),
        ({"most_tokens_out": 199}, "fail"),
        ({"most_calls": 1}, "pass"),
        ({"most_calls": 0}, "fail"),
    ],
)
def test_what_calls_took_is_summed_up(look, told, outcome):
    assert look("cost", showing.output(calls=[showing.called(cost_nano=2_500_000)]), **told).outcome == outcome


def test_without_a_call_only_their_number_can_be_told(look):
    assert look("cost", showing.output(), most_calls=0).outcome == "pass"
    assert look("cost", showing.output(), most_usd=0).outcome == "skipped"


OURS, PLAIN = showing.output(showing.reason("One.")), showing.output(showing.reason("Two."))
PAIR = OURS.model_copy(update={"probes": {"template": (PLAIN,)}})
AHEAD, BEHIND = question(preference.KIND, "One.", "Two."), question(preference.KIND, "Two.", "One.")


@pytest.mark.parametrize(
    ("ahead", "behind", "score"),
    [
        ("first", "second", 1.0),
        ("second", "first", 0.0),
        ("first", "first", 0.5),
        ("second", "second", 0.5),
        ("neither", "neither", 0.5),
        ("first", "neither", 0.5),
    ],
)
def test_a_preference_counts_only_where_it_holds_in_both_positions(ahead, behind, score):
    assert found("preference", PAIR, {AHEAD: ahead, BEHIND: behind}).score == score


def test_a_pair_judged_in_one_position_alone_says_nothing():
    assert found("preference", PAIR, {AHEAD: "first"}).outcome == "skipped"


def test_ours_can_be_compared_with_what_a_model_writes_freely():
    made = showing.output(showing.reason("One."), of=showing.cell(truth={"unbound": "Two."}))

    assert found("preference", made, {AHEAD: "second", BEHIND: "first"}, against="unbound").outcome == "fail"


GOOD = Calibration(0.8, 0.7, 100)


@pytest.mark.parametrize(
    ("calibrations", "verdicts", "outcome", "why"),
    [
        ({judge.PUSHY: GOOD}, {"yes"}, "fail", "agreement with people 0.80, at least 0.70, on 100 texts"),
        ({judge.PUSHY: GOOD}, {"no"}, "pass", "agreement with people 0.80"),
        ({judge.PUSHY: GOOD}, set(), "skipped", "has not seen these texts"),
        ({judge.PUSHY: Calibration(0.8, 0.5, 9)}, {"yes"}, "skipped", "agrees too little"),
        ({}, {"yes"}, "skipped", "label some texts first"),
    ],
)
def test_a_judge_is_heard_only_when_it_agrees_with_people(calibrations, verdicts, outcome, why):
    verdicts = {question(judge.PUSHY, judge.CALM): one for one in verdicts}

    said = found("judge", showing.said(judge.CALM), verdicts, calibrations, question=judge.PUSHY)

    assert said.outcome == outcome
    assert why in said.why


def test_models_agree_by_the_letters_of_what_they_say(look):
    made = showing.output(showing.reason("The sea is grey."))
    other = showing.output(showing.reason("The sea is grey!"), changed={"model": "other/b"})

    assert look("agreement", made.model_copy(update={"probes": {"other_model": (other,)}}), of="texts").score == 1.0
