from pathlib import Path

from frankly.domain.campaign.look import CellEdit
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.evals.adding.edited import case_of_edit
from frankly.evals.adding.writing import HEAD, case_text
from frankly.evals.cases.reading import cases_of

EMMA = Item(id=ItemId("emma"), title="Emma")
EDIT = CellEdit("en/warm/viewed/item/emma", "subject", "Have a look at {item.title}", "Look!", "Bea", EpochMs(0))


def test_an_edit_becomes_a_case_that_a_suite_reads(tmp_path: Path) -> None:
    case = case_of_edit(EDIT, EMMA, "en", "shops/spring.jsonl")
    assert case is not None
    assert case.ask.text[0].text == "Have a look at Emma"
    assert case.because == "Somebody who reviewed a campaign wrote this subject in place of “Look!”."
    (tmp_path / "cases.yaml").write_text(HEAD + case_text(case), encoding="utf-8")
    assert [one for one, _ in cases_of(tmp_path, ("cases.yaml",))] == [case]


def test_what_only_somebodys_evidence_could_fill_becomes_none() -> None:
    counted = CellEdit(EDIT.cell, "reason:0", "You viewed {e1.count} of these", "", "Bea", EpochMs(0))
    assert case_of_edit(counted, EMMA, "en", "shops/spring.jsonl") is None


def test_equal_edits_are_the_same_case() -> None:
    one, again = (case_of_edit(EDIT, EMMA, "en", "shops/spring.jsonl") for _ in range(2))
    assert one == again
