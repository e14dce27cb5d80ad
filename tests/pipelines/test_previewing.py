"""What a change of rules would do to what was said so far, counted and shown, with nothing stored."""

from dataclasses import replace

import orjson

from frankly.adapters.files.policy_files import load_gathered
from frankly.adapters.files.words.wordings import load_wordings
from frankly.domain.canonical import canonical
from frankly.domain.time import DAY_MS
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.previewing import Changed, Preview, preview
from frankly.pipelines.replaying.replay import newest_decisions
from frankly.settings import data_folder
from tests.pipelines.bookshop import files
from tests.pipelines.test_silence import NIGHT, NOON, ask, said, shop_of


def changed(**replaced: tuple[str, str]) -> Changed:
    """The shipped files with something replaced; `rules_en` is rules/en.yaml."""
    texts = orjson.loads(files().data)
    for name, (old, new) in replaced.items():
        path = f"policies/{name.replace('_', '/')}.yaml"
        assert old in texts[path]
        texts[path] = texts[path].replace(old, new)
    return Changed(load_gathered(canonical(texts)), load_wordings(data_folder("policies")))


async def previewed(parts: Parts, change: Changed) -> Preview:
    return await preview(parts, change, await newest_decisions(parts, 100))


async def test_files_as_they_are_refuse_nothing() -> None:
    parts = await shop_of(NIGHT, NOON)
    await ask(parts)
    found = await previewed(parts, changed())
    assert (found.wordings.refused, found.sentences.refused, found.decisions, found.touched) == (0, 0, 1, 0)
    assert found.wordings.tried > 1000
    assert found.sentences.tried > 0
    assert found.examples == []


async def test_a_banned_word_is_counted_in_wordings_and_decisions_and_what_would_be_said_instead_is_shown() -> None:
    parts = await shop_of(NOON, NOON - DAY_MS)
    answers = [await ask(parts, seed=seed) for seed in range(4)]
    has_word = [sum("counts" in one.text for item in answer.items for one in item.sentences) for answer in answers]
    assert sum(has_word)
    stored = dict(parts.decisions.__dict__)
    found = await previewed(parts, changed(rules_en=("words: [cure, ", "words: [counts, cure, ")))
    headlines = sum("counts" in answer.headline.text for answer in answers if answer.headline)
    assert found.sentences.refused == sum(has_word) + headlines
    assert (found.decisions, found.touched) == (4, sum(number > 0 for number in has_word))
    assert found.wordings.refused > 0
    assert found.sentences.already == found.wordings.already == 0
    assert set(found.by_rule) == {"banned_word"}
    assert len(found.examples) == 5
    shown = [example for example in found.examples if example.decision]
    assert shown
    assert all("counts" in example.said and "health-claims" in example.hint for example in shown)
    assert all(example.instead and "counts" not in " ".join(example.instead) for example in shown)
    assert dict(parts.decisions.__dict__) == stored


async def test_a_rule_of_silence_is_held_against_what_was_said_of_that_evidence() -> None:
    parts = await shop_of(NOON)
    answer = await ask(parts)
    assert "viewed" in said(answer)
    change = changed(rules=("after: 23, before: 5", "after: 11, before: 13"))
    found = await previewed(parts, change)
    assert set(found.by_rule) == {"untold_evidence"}
    assert found.touched == 1
    assert all("viewed" not in " ".join(example.instead) for example in found.examples)


async def test_what_the_files_in_force_refuse_already_is_told_apart() -> None:
    parts = await shop_of(NOON)
    answer = await ask(parts)
    strict = changed(rules=("after: 23, before: 5", "after: 11, before: 13"))
    later = replace(parts, verifier=strict.verifier, rules=strict.files.rules)
    found = await previewed(later, strict)
    assert found.sentences.refused == found.sentences.already > 0
    assert answer.decision


async def test_a_decision_that_is_gone_is_counted_and_left_out() -> None:
    parts = await shop_of(NOON)
    found = await preview(parts, changed(), ["d-gone"])
    assert (found.decisions, found.unreadable, found.sentences.tried) == (1, 1, 0)
