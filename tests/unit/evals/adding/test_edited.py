from dataclasses import replace
from pathlib import Path

from frankly.domain.campaign.look import CellEdit
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.evals.adding.edited import CHECKS, case_of_edit
from frankly.evals.adding.writing import HEAD, case_text
from frankly.evals.cases.cells import cells_of
from frankly.evals.cases.reading import cases_of
from frankly.evals.cases.suite import CaseSuite

EMMA, PERSUASION = (Item(id=ItemId(title.lower()), title=title) for title in ("Emma", "Persuasion"))
EDIT = CellEdit("en/warm/viewed/item/emma", "subject", "Have a look at {item.title}", "Look!", "Bea", EpochMs(0))


def test_an_edit_becomes_a_case_that_a_suite_reads(tmp_path: Path) -> None:
    case = case_of_edit(EDIT, EMMA, None, "en", "shops/spring.jsonl")
    assert case is not None
    assert case.ask.text[0].text == "Have a look at Emma"
    assert case.because == "Somebody who reviewed a campaign wrote this subject in place of “Look!”."
    (tmp_path / "cases.yaml").write_text(HEAD + case_text(case), encoding="utf-8")
    assert [one for one, _ in cases_of(tmp_path, ("cases.yaml",))] == [case]


def test_a_case_has_checks_of_its_own_so_that_it_can_fail_in_any_suite() -> None:
    case = case_of_edit(EDIT, EMMA, None, "en", "shops/spring.jsonl")
    assert case is not None
    suite = CaseSuite(title="T", proves="P")
    assert [check.name for check in cells_of("edited", suite, [(case, "cases.yaml:1")])[0].checks] == [*CHECKS]


def test_the_title_of_what_a_recipient_did_is_not_that_of_the_item() -> None:
    followed = replace(EDIT, text="Following on from {e1.title}: {item.title}")
    case = case_of_edit(followed, EMMA, PERSUASION, "en", "shops/spring.jsonl")
    assert case is not None
    assert case.ask.text[0].text == "Following on from Persuasion: Emma"
    assert case.truth == {"anchor": "persuasion"}
    assert case_of_edit(followed, EMMA, None, "en", "shops/spring.jsonl") is None


def test_what_only_somebodys_evidence_could_fill_becomes_none() -> None:
    counted = replace(EDIT, place="reason:0", text="You viewed {e1.count} of these")
    assert case_of_edit(counted, EMMA, PERSUASION, "en", "shops/spring.jsonl") is None


def test_equal_edits_are_the_same_case() -> None:
    one, again = (case_of_edit(EDIT, EMMA, None, "en", "shops/spring.jsonl") for _ in range(2))
    assert one == again
