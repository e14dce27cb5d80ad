import pytest
from pydantic import ValidationError

from frankly.evals.cases.case import MAIN
from frankly.evals.checks.check import NoOptions
from frankly.evals.checks.registry import CHECKS


def test_a_value_alone_is_the_main_option():
    options = CHECKS["contains"].options.model_validate({MAIN: "sea", "same_case": True})

    assert (options.all, options.same_case) == (("sea",), True)


def test_a_check_without_a_main_option_asks_for_names():
    with pytest.raises(ValidationError, match="write options by name"):
        NoOptions.model_validate({MAIN: 3})


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("length", {}),
        ("length", {"most": -1}),
        ("length", {"moist": 3}),
        ("contains", {}),
        ("contains", {"none": [" "]}),
        ("regex", {"all": "("}),
        ("regex", {"all": "(?=a)b"}),
        ("regex", {"all": r"(a)\1"}),
        ("regex", {"none": "a*"}),
        ("regex", {"all": "a" * 2_001}),
        ("json_path", {}),
        ("json_path", {"path": "items..id"}),
        ("json_path", {"path": "items[x]"}),
        ("schema", {"of": "answer"}),
        ("schema", {"like": {"type": "obj"}}),
        ("schema", {"like": {"$ref": "https://shop.example/schema"}}),
        ("schema", {"like": {"properties": {"a": {"pattern": r"(\w)\1"}}}}),
        ("schema", {"like": {"patternProperties": {"a": {}}}}),
        ("cost", {}),
        ("latency", {}),
        ("judge", {}),
        ("python", {"call": "os.path"}),
        ("python", {"call": "no.such.module:function"}),
        ("python", {"call": "frankly.evals.checks.found:nothing"}),
        ("rank", {"metric": "luck"}),
        ("coverage", {"least": 2}),
    ],
)
def test_options_that_mean_nothing_are_refused_before_anything_is_made(name, told):
    with pytest.raises(ValidationError):
        CHECKS[name].options.model_validate(told)
