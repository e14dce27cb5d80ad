import pytest

from frankly.evals.cases.case import Ask
from frankly.evals.checks import showing

TWO = ("farthest-north", "emma")


def caused(cause, **told):
    """A slate whose first item names a cause of its click."""
    answer = showing.slate(*TWO)
    answer["items"][0]["causes"] = {"e1": cause}
    return showing.output(showing.reason(**told), answer=answer)


def tried(cause, score, *names):
    """The slate without the click, with the first item's score where it is still there."""
    answer = showing.slate(*names)
    for item in answer["items"]:
        if item["id"] == "farthest-north":
            item["score"] = score
    return showing.output(answer=answer, changed={"item": "farthest-north", "grounds": ["e1"], "cause": cause})


def with_probe(made, *probes):
    return made.model_copy(update={"probes": {"without_ground": probes}})


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (1_000_000_000 - 122_848_164, ""),
        (1_000_000_000 - 122_848_163, "lost 122848163 and not 122848164"),
        (1_000_000_000, "lost 0 and not 122848164"),
    ],
)
def test_a_score_falls_by_exactly_what_was_stated(look, left, why):
    made = with_probe(
        caused("contributing", pattern="clicked/one/1", text="You opened “South”."), tried("", left, *TWO)
    )

    found = look("faithful", made)

    assert found.outcome == ("fail" if why else "pass")
    assert why in found.why


@pytest.mark.parametrize("lost", [122_848_164, 122_848_163])
def test_where_the_answer_shows_too_little_the_ledger_says_how_far_a_score_falls(look, lost):
    made = caused("contributing", pattern="clicked/one/1", text="You opened “South”.")
    probe = tried("contributing", 1_000_000_000 - lost, *TWO)
    told = {**probe.changed, "grounds": ["g1", "e1", "e9"], "contribution": 122_848_164}

    found = look("faithful", with_probe(made, probe.model_copy(update={"changed": told})))

    assert found.outcome == ("pass" if lost == 122_848_164 else "fail")


def test_what_contributes_less_than_a_tenth_does_not(look):
    made = caused("contributing", pattern="clicked/one/1", text="You opened “South”.")
    made.answer["items"][0]["evidence"][0]["contribution"] = 50_000_000

    assert "less than a tenth" in look("faithful", with_probe(made, tried("contributing", 950_000_000, *TWO))).why


def test_a_necessary_ground_that_is_not_marks_the_sentence_that_cites_it(look):
    made = with_probe(caused("necessary"), tried("necessary", 900_000_000, "emma", "farthest-north"))

    found = look("faithful", made)

    assert "still at place 2" in found.why
    assert [span.code for span in found.spans] == ["false_cause"]


def test_a_word_of_cause_without_a_pattern_counts_as_one_too(look):
    assert look("faithful", caused("contributing", pattern="")).outcome == "fail"
    assert look("faithful", caused("necessary", pattern="")).outcome == "pass"


def test_because_inside_a_title_claims_nothing(look):
    made = showing.output(
        showing.reason("You opened “Because of Winn-Dixie”.", pattern=""),
        facts={"south": {"title": "Because of Winn-Dixie"}},
    )

    assert look("faithful", made).outcome == "skipped"


def test_a_cause_may_be_told_of_the_ground_that_holds_all_that_is_cited(look):
    made = caused("contributing")
    item = made.answer["items"][0]
    item["grounds"], item["causes"] = [{"kind": "clicked", "evidence": ["e1"]}], {"g1": "necessary"}

    assert look("faithful", made).outcome == "pass"


def test_evidence_alike_at_two_items_may_be_told_of_both(look):
    moved = showing.reason(item="emma", place="items.1.sentences.0")

    assert look("own", showing.output(showing.reason(), moved)).outcome == "pass"


def test_a_nudge_speaks_of_nothing_that_could_be_anothers(look):
    nudge = showing.line("Have a look.", "items.0.call_to_action", item="emma", kind="nudge")

    assert look("own", showing.output(nudge)).outcome == "skipped"


def test_a_fact_in_a_frame_is_held_to_what_is_quoted(look):
    framed = showing.fact("In the words of its description: “drift with the ice across the polar sea”")

    assert look("own", showing.output(framed)).outcome == "pass"


def test_refused_sentences_are_counted_by_code(look):
    bad = showing.reason(origin="model", is_delivered=False, codes=("wrong_act", "stray_number"))
    made = showing.output(showing.reason(origin="model"), bad, bad, showing.reason())

    found = look("refused", made, most=0.5)

    assert (found.why, found.score) == ("2 of 3 sentences refused: stray_number 2, wrong_act 2", 0.333333)
    assert look("refused", made, most=0.7).outcome == "pass"


def test_a_personal_rank_that_no_sentence_tells_is_no_personal_reason(look):
    assert look("coverage", showing.output(showing.fact()), least=0.1).outcome == "fail"


def test_a_reason_of_a_region_is_personal_unless_the_case_says_otherwise(look):
    answer = showing.slate("farthest-north")
    answer["items"][0]["evidence"][0]["kind"] = "popular_in_region"
    made = showing.output(showing.reason(), answer=answer)

    assert look("coverage", made, least=1).outcome == "pass"
    assert look("coverage", made, least=1, groups=False).outcome == "fail"


def asked(**request):
    return showing.cell(Ask.model_validate({"recommend": {"surface": "home", **request}}))


def test_as_many_items_as_asked_for_unless_the_answer_says_that_there_are_too_few(look):
    texts = (showing.reason(), showing.reason(item="emma", place="items.1.sentences.0"))
    few = showing.slate(*TWO, degradations=[{"code": "too_few_items", "part": ""}])

    assert look("complete", showing.output(*texts, of=asked(limit=3))).outcome == "fail"
    assert look("complete", showing.output(*texts, of=asked(limit=3), answer=few)).outcome == "pass"
    assert look("complete", showing.output(*texts, of=asked(limit=2))).outcome == "pass"


def test_no_sentence_is_missed_where_none_was_wanted_or_allowed(look):
    quiet = showing.slate(*TWO)
    quiet["scope"]["purposes"] = []

    assert look("complete", showing.output(of=asked(explain="none"))).outcome == "pass"
    assert look("complete", showing.output(answer=quiet)).outcome == "pass"


def test_an_item_of_which_templates_say_nothing_either_may_stay_without_a_sentence(look):
    made = showing.output(showing.reason(), probes={"template": (showing.output(showing.reason()),)})

    assert look("complete", made).outcome == "pass"
    assert look("complete", made, sentences=1).outcome == "fail"


def test_a_message_needs_its_subject(look):
    cell = showing.cell(Ask.model_validate({"message": {"surface": "email", "person": "p"}}))
    texts = (showing.reason(), showing.reason(item="emma", place="items.1.sentences.0"))
    subject = showing.line("Starting from what you opened", "message.subject")

    assert look("complete", showing.output(subject, *texts, of=cell)).outcome == "pass"
    assert look("complete", showing.output(*texts, of=cell)).why == "there is no subject"


def test_a_nudge_needs_no_proof_and_a_fact_does(look):
    nudge = showing.line("Have a look.", "items.0.call_to_action", kind="nudge")

    assert look("grounded", showing.output(nudge)).outcome == "skipped"
    assert look("grounded", showing.output(nudge, showing.fact(is_proved=None))).outcome == "fail"
