from frankly.evals.checks import showing
from frankly.evals.checks.asked.recorded import Judged
from frankly.evals.labels.preferring import preferred
from frankly.evals.runs.output import Output


def output(said: str, free: str) -> Output:
    return showing.output(showing.reason(said), of=showing.cell(truth={"unbound": free}))


def line(first: str, second: str, verdict: str, by: str = "ada", *, is_judge: bool = False) -> Judged:
    return Judged(question="preference", texts=(first, second), verdict=verdict, by=by, is_judge=is_judge)


def test_a_pair_counts_for_whom_it_is_preferred_in_both_positions() -> None:
    lines = [line("Ours.", "Free.", "first"), line("Free.", "Ours.", "second")]
    (told,) = preferred([output("Ours.", "Free.")], lines)
    assert (told.against, told.pairs, told.ours, told.other, told.share) == ("unbound", 1, 1, 0, 1.0)


def test_a_liking_for_the_first_place_weighs_nothing() -> None:
    lines = [line("Ours.", "Free.", "first"), line("Free.", "Ours.", "first")]
    (told,) = preferred([output("Ours.", "Free.")], lines)
    assert (told.ours, told.other, told.share) == (0, 0, 0.5)


def test_a_pair_judged_in_one_position_alone_is_left_out() -> None:
    assert preferred([output("Ours.", "Free.")], [line("Ours.", "Free.", "first")]) == []


def test_people_and_judges_are_told_apart() -> None:
    lines = [
        line("Ours.", "Free.", "first"),
        line("Free.", "Ours.", "second"),
        line("Ours.", "Free.", "second", "a model", is_judge=True),
        line("Free.", "Ours.", "first", "a model", is_judge=True),
    ]
    found = {(one.by, one.is_judge): one.share for one in preferred([output("Ours.", "Free.")], lines)}
    assert found == {("ada", False): 1.0, ("a model", True): 0.0}
