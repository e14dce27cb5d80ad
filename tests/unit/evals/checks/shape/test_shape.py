import pytest

from frankly.evals.checks import showing
from frankly.evals.checks.shape import python
from frankly.evals.checks.shape.paths import read_path, values_at
from frankly.evals.runs.verdict import Finding

VALUE = {"items": [{"id": "emma", "slot": 1}, {"id": "kim", "slot": 2}], "scope": {"evidence": ["views"]}}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("items.0.id", ["emma"]),
        ("$.items[1].slot", [2]),
        ("items[*].id", ["emma", "kim"]),
        ("items.*.slot", [1, 2]),
        ("scope.*", [["views"]]),
        ("scope.evidence.0", ["views"]),
        ("items.7.id", []),
        ("items.id", []),
        ("", [VALUE]),
    ],
)
def test_a_path_leads_to_values(path, values):
    assert values_at(VALUE, read_path(path)) == values


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"path": "items[*].slot", "least": 1, "most": 2}, "pass"),
        ({"path": "items[*].slot", "most": 1}, "fail"),
        ({"path": "items[*].id", "one_of": ["emma", "kim"]}, "pass"),
        ({"path": "items[*].id", "equals": "emma"}, "fail"),
        ({"path": "items[*].id", "contains": "kim"}, "pass"),
        ({"path": "scope.evidence", "contains": "views"}, "pass"),
        ({"path": "items[*].id", "contains": "south"}, "fail"),
        ({"path": "items[*].id", "count": 2}, "pass"),
        ({"path": "items[*].id", "count": 3}, "fail"),
        ({"path": "headline", "count": 0}, "pass"),
        ({"path": "headline"}, "fail"),
        ({"path": "headline", "absent": True}, "pass"),
        ({"path": "items", "absent": True}, "fail"),
        ({"path": "items.0.slot", "equals": True}, "fail"),
    ],
)
def test_what_stands_at_a_path_is_held_to_what_is_told(look, told, outcome):
    assert look("json_path", showing.valued(VALUE), **told).outcome == outcome


def test_a_schema_says_where_an_object_is_otherwise(look):
    shape = {"properties": {"items": {"items": {"properties": {"slot": {"maximum": 1}}}}}}

    found = look("schema", showing.valued(VALUE), like=shape)

    assert found.why == "items.1.slot: 2 is greater than the maximum of 1"


def test_a_schemas_pattern_is_matched_in_linear_time(look):
    made = showing.valued({"a": "a" * 3_000 + "!"})

    assert look("schema", made, like={"properties": {"a": {"pattern": "^(a+)+$"}}}).outcome == "fail"


def test_a_schema_may_refer_to_itself_without_end(look):
    value = {}
    for _ in range(3_000):
        value = {"a": value}
    shape = {"properties": {"a": {"$ref": "#"}}}

    assert look("schema", showing.output(answer=value), like=shape).why == "it is nested too deeply to be looked at"


@pytest.mark.parametrize(
    ("reply", "clean", "outcome"),
    [
        ('{"order": ["m3k7"]}', True, "pass"),
        ("{'order': ['m3k7'],}", False, "pass"),
        ("{'order': ['m3k7'],}", True, "fail"),
        ('{"ranking": ["m3k7"]}', False, "fail"),
        ("", False, "fail"),
    ],
)
def test_a_reply_is_read_as_the_service_reads_it(look, reply, clean, outcome):
    made = showing.output(calls=[showing.called("rank/v1", reply)])

    assert look("schema", made, clean=clean).outcome == outcome


def test_a_call_that_failed_gave_no_reply_to_look_at(look):
    made = showing.output(calls=[showing.called("rank/v1", "", fault="late")])

    assert look("schema", made).outcome == "skipped"


@pytest.mark.parametrize(
    ("returned", "outcome", "score"),
    [
        (None, "pass", None),
        (True, "pass", None),
        ("", "pass", None),
        ("no sea", "fail", None),
        (False, "fail", None),
        (0.75, "pass", 0.75),
        (0.25, "fail", 0.25),
        (Finding(outcome="skipped", why="nothing"), "skipped", None),
    ],
)
def test_a_function_says_what_it_finds_in_several_ways(look, monkeypatch, returned, outcome, score):
    monkeypatch.setattr(python, "read_function", lambda told: lambda output, given: returned)

    found = look("python", showing.output(), call="a:b")

    assert (found.outcome, found.score) == (outcome, score)


def test_a_function_that_returns_something_else_is_told(look, monkeypatch):
    monkeypatch.setattr(python, "read_function", lambda told: lambda output, given: [])

    with pytest.raises(TypeError, match="a:b returned"):
        look("python", showing.output(), call="a:b")
