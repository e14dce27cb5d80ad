"""What is stale is told with its reason, what it would take to record it, and the rules that a prompt lost."""

from pathlib import Path

from frankly.adapters.files.prompts import FilePrompts
from frankly.domain.model.prompt import PromptStatus
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.evals.cassettes.cost import Cost, Costs
from frankly.evals.cassettes.diffing import difference
from frankly.evals.cassettes.line import Line, line_of
from frankly.evals.cassettes.missed import Missed
from frankly.evals.cassettes.prompts import KnownPrompts, wording_of
from frankly.evals.cassettes.pruning import outdated, prune, unasked
from frankly.evals.cassettes.reading import read_all
from frankly.evals.cassettes.stale import WAY_OUT, holdings, in_words
from frankly.testing.rule_following.writer import stated
from tests.unit.evals.cassettes.recording import DAY, MODEL, book, call_of, changed_without, draft_without, recorded

PAID = ModelUsage(tokens_in=900, tokens_out=100, cost_nano=2_000_000)


def line(name: str = "write/v1", reply: str = "{}", prompts: FilePrompts | None = None, sample: int = 0) -> Line:
    prompts = prompts or book()
    call = call_of(name, prompts).model_copy(update={"sample": sample})
    said = ModelReply(text=reply, model=MODEL, usage=PAID)
    hash_ = KnownPrompts(prompts).hashes[name]
    rules = tuple(sorted(stated(call)))
    return line_of(call, MODEL, said, writer="recorded", prompt_hash=hash_, rules=rules, day=DAY)


def missed(name: str, prompts: FilePrompts | None = None) -> Missed:
    call = call_of(name, prompts or book())
    return Missed(key=call.key(MODEL), model=MODEL, call=call)


def words(missing: list[Missed], lines: list[Line], prompts: FilePrompts | None = None) -> tuple[str, ...]:
    return in_words(missing, lines, KnownPrompts(prompts or book()), Costs(lines))


def test_nothing_that_is_missed_needs_no_words() -> None:
    assert words([], [line()]) == ()


def test_a_prompt_that_changed_is_told_with_its_lost_rule_and_the_price_of_recording() -> None:
    prompts = changed_without("slots")
    told, way = words([missed("write/v1", prompts)], [line()], prompts)
    assert told.startswith(f"write/v1 of {MODEL}: not recorded: 1 call, about ")
    assert " 0.0" in told
    assert told.endswith("(it reads otherwise since its only reply was recorded; it no longer states: slots)")
    assert way == WAY_OUT


def test_a_draft_that_was_never_recorded_says_what_the_version_in_use_states_and_it_does_not() -> None:
    prompts = draft_without("vary")
    told, _ = words([missed("write/v9", prompts)], [line()], prompts)
    assert "(nothing of it ever was; it no longer states: vary)" in told


def test_a_newer_version_that_was_released_without_a_rule_lost_nothing_by_mistake() -> None:
    drafts = draft_without("vary").prompts
    released = FilePrompts((*drafts[:-1], drafts[-1].model_copy(update={"status": PromptStatus.RELEASED})))
    told, _ = words([missed("write/v9", released)], [line()], released)
    assert "no longer states" not in told


def test_a_call_of_a_prompt_that_reads_as_recorded_is_merely_not_there() -> None:
    told, _ = words([missed("write/v1")], [line(sample=3)])
    assert told.endswith("USD")


def test_a_price_that_nobody_knows_is_not_made_up() -> None:
    told, _ = in_words([missed("write/v1")], [], KnownPrompts(book()), Costs([]))
    assert "a price that is not known" in told


def test_what_recording_takes_is_learnt_from_what_was_recorded() -> None:
    costs = Costs([line()], count=lambda model, text: 100)
    cost = costs.of_call(MODEL, call_of())
    assert (cost.calls, cost.tokens) == (1, 100 * 3 + 100)
    assert cost.cost_nano == 400 * 2_000
    assert (cost + Cost(1, 5, None)).cost_nano is None


def test_a_price_that_is_set_counts_before_what_was_paid() -> None:
    costs = Costs([line()], price=lambda model, usage: 7 if model == MODEL else None)
    assert costs.of_line(line()).cost_nano == 7


def test_a_simulated_writer_costs_nothing() -> None:
    assert Costs([]).of_call("simulated/rule-following", call_of()).cost_nano == 0


def test_a_hash_is_of_what_a_model_reads_and_not_of_where_the_version_stands() -> None:
    prompt = next(one for one in book().all() if one.name == "write/v1")
    retired = prompt.model_copy(update={"status": PromptStatus.RETIRED, "hash": "other"})
    warmer = prompt.model_copy(update={"parameters": prompt.parameters.model_copy(update={"temperature_milli": 900})})
    assert wording_of(retired) == wording_of(prompt)
    assert wording_of(warmer) != wording_of(prompt)


def test_what_is_held_is_told_by_model_and_prompt_with_what_is_stale_apart() -> None:
    prompts = changed_without("slots")
    changed, rank = holdings([line(), line("rank/v1"), line(sample=1)], KnownPrompts(prompts), Costs([]))[::-1]
    assert (changed.prompt, changed.replies, changed.stale, changed.writers) == (
        "write/v1",
        2,
        "it reads otherwise",
        {"recorded": 2},
    )
    assert (rank.prompt, rank.stale, rank.newest) == ("rank/v1", "", DAY)


async def test_pruning_takes_out_what_nothing_asks_for_any_more_and_nothing_else(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of(), call_of("rank/v1"))
    prompts = KnownPrompts(changed_without("slots"))
    assert [one.prompt for one in prune(tmp_path, outdated(prompts), is_tried=True)] == ["write/v1"]
    assert len(read_all(tmp_path)) == 2
    prune(tmp_path, outdated(prompts))
    assert [one.prompt for one in read_all(tmp_path)] == ["rank/v1"]
    assert not prune(tmp_path, unasked(set(), {"acme/another"}))
    prune(tmp_path, unasked(set(), {MODEL}))
    assert not list(tmp_path.iterdir())


def test_a_difference_pairs_what_is_about_the_same_though_the_prompt_changed() -> None:
    prompts = changed_without("slots")
    before = [line(reply="one"), line("rank/v1", "same"), line("judge/v1", "gone")]
    after = [line(reply="other", prompts=prompts), line("rank/v1", "same"), line("repair/v1", "new")]
    found = difference(before, after)
    assert [(pair.before.reply, pair.after.reply, pair.is_asked_otherwise) for pair in found.changed] == [
        ("one", "other", True)
    ]
    assert ([one.prompt for one in found.added], [one.prompt for one in found.removed]) == (["repair/v1"], ["judge/v1"])
    assert found.same == 1


def test_a_difference_of_a_state_with_itself_is_none() -> None:
    lines = [line(), line("rank/v1")]
    found = difference(lines, lines)
    assert (found.added, found.removed, found.changed, found.same) == ((), (), (), 2)


def test_a_draft_of_the_next_version_is_about_the_same_data() -> None:
    prompts = draft_without("vary")
    assert line("write/v9", prompts=prompts).about == line().about
    assert line("write/v9", prompts=prompts).key != line().key
    assert line(sample=1).about != line().about


def test_a_cost_is_told_in_words() -> None:
    assert Cost(1, 1_200, 0).told() == "1 call, about 1,200 tokens, nothing to pay"
    assert Cost(2, 10, 1).told() == "2 calls, about 10 tokens, 0.0001 USD"
    assert Cost(2, 10, None).told() == "2 calls, about 10 tokens, a price that is not known"
