import pytest

from frankly.adapters.files.words.wordings import load_text
from frankly.domain.item import Item
from frankly.domain.quoting.run import runs_of_span, whole_of_span
from tests.needs import ROOT
from tests.unit.stages.verify.quoted_items import NOVEL, PACK


@pytest.mark.parametrize("item", [PACK, NOVEL])
def test_a_whole_sentence_is_judged_alone_as_among_its_clauses(item: Item) -> None:
    quoting = load_text(ROOT / "policies", ROOT / "brand").lexicons["en"].quoting
    assert quoting is not None
    about = item.title, item.description, item.language
    wholes = [whole_of_span(*about, number, quoting) for number in range(7)]
    runs = [runs_of_span(*about, number, quoting) for number in range(7)]
    assert wholes == [some[0] if some else None for some in runs]
    assert wholes[0] is None
    assert wholes[1] is not None
    assert wholes[1].clause.kind == "whole"
