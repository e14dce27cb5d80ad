import pytest

from frankly.evals.cases.case import MAIN, CheckUse


@pytest.mark.parametrize(
    ("written", "name", "options"),
    [
        ("grounded", "grounded", {}),
        ({"grounded": None}, "grounded", {}),
        ({"length": {"most": 240}}, "length", {"most": 240}),
        ({"contains": "sea"}, "contains", {MAIN: "sea"}),
        ({"contains": ["sea", "ship"]}, "contains", {MAIN: ["sea", "ship"]}),
        ({"cost": 0}, "cost", {MAIN: 0}),
        ({"name": "length", "options": {"most": 240}}, "length", {"most": 240}),
    ],
)
def test_a_check_is_asked_for_by_name_with_options_or_with_one_value(written, name, options):
    use = CheckUse.model_validate(written)

    assert (use.name, use.options) == (name, options)
