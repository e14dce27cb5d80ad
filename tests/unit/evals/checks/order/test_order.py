import pytest

from frankly.evals.checks import showing

THREE = ("farthest-north", "emma", "kim")


@pytest.mark.parametrize(
    ("metric", "at", "score"),
    [
        ("ndcg", 10, 0.63093),
        ("hit_rate", 1, 0.0),
        ("hit_rate", 2, 1.0),
        ("recall", 2, 1.0),
        ("reciprocal_rank", 10, 0.5),
    ],
)
def test_one_wanted_item_at_the_second_place_is_worth_what_the_metric_says(look, metric, at, score):
    made = showing.output(answer=showing.slate(*THREE))

    assert look("rank", made, wanted="emma", metric=metric, at=at, least=0).score == score


def test_an_item_that_is_not_there_is_found_nowhere(look):
    found = look("rank", showing.output(), wanted=["kim", "emma"], metric="recall", least=0.6)

    assert (found.outcome, found.score) == ("fail", 0.5)
    assert "emma at 2" in found.why


def test_what_is_wanted_stands_in_the_truth(look):
    made = showing.output(of=showing.cell(truth={"wanted": ["farthest-north"]}))

    assert look("rank", made, least=1).outcome == "pass"
    assert look("rank", showing.output()).outcome == "skipped"


def test_a_vote_that_changes_nothing_is_compared_with_nothing(look):
    assert look("rank", showing.output(), wanted="emma", least=0, below_base=0).outcome == "pass"


def other(*names):
    return showing.output(answer=showing.slate(*names))


def test_one_turned_pair_of_three_keeps_two_thirds(look):
    made = other(*THREE).model_copy(update={"probes": {"shuffled": (other("emma", "farthest-north", "kim"),)}})

    assert look("stable", made, least=0.6).score == 0.666666
    assert look("stable", made, least=0.7).outcome == "fail"


def test_the_least_stable_way_is_told_by_its_name(look):
    made = other(*THREE).model_copy(
        update={"probes": {"shuffled": (other(*THREE),), "paraphrased": (other("south", "the-lodger", "kim"),)}}
    )

    assert look("stable", made).why.startswith("paraphrased: 33% of the items")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ('{"order": ["m3k7", "m3k7", "b9t2"]}', "names a handle twice"),
        ('{"order": "m3k7"}', "holds no list of handles"),
        ("m3k7 first", "the reply holds no object"),
        ('{"order": ["m3k7", "b9t2"]}', ""),
    ],
)
def test_an_order_of_a_model_names_what_was_sent_once(look, reply, why):
    sent = "handle | score\n\nm3k7 | 100 | Travel | K2 and b2c3\nb9t2 | 41 | Romance | Emma"
    found = look("permutation", showing.output(calls=[showing.called("rank/v1", reply, sent=sent)]))

    assert found.outcome == ("fail" if why else "pass")
    assert why in found.why


def test_a_copied_order_is_borne_unless_the_case_says_otherwise(look):
    names = ["m3k7", "b9t2", "z4d8", "q7w9"]
    sent = "\n".join(f"{name} | 100 | Travel | South" for name in names)
    made = showing.output(calls=[showing.called("rank/v1", str({"order": names}).replace("'", '"'), sent=sent)])

    assert look("permutation", made).outcome == "pass"
    assert look("permutation", made, copies=False).outcome == "fail"


def test_slots_are_counted_from_one_without_gaps(look):
    answer = showing.slate(*THREE)
    answer["items"][2]["slot"] = 4

    assert look("permutation", showing.output(answer=answer)).why == "slots are 1, 2, 4 and not 1 to 3"


def test_a_short_slate_cannot_have_more_categories_than_items(look):
    made = showing.output(answer=showing.slate("farthest-north", "emma"))

    assert look("diversity", made, least_categories=5).outcome == "pass"


def test_items_of_one_creator_are_counted(look):
    books = {name: {"categories": [name], "creators": ["Ada"]} for name in THREE}
    made = showing.output(answer=showing.slate(*THREE), facts=books)

    assert look("diversity", made, most_per_creator=2).why == "3 items of Ada, at most 2 may be"
    assert look("diversity", made, most_per_creator=3).score == 1.0
