from pathlib import Path

import pytest

from frankly.errors import Misconfigured
from frankly.evals.cases.reading import cases_of, read_cases

YAML = """
- id: mara
  ask: {recommend: {surface: home, person: reader-mara}}
  checks: [grounded, {length: {most: 240}}, {contains: sea}]
  tags: [slow]

- id: text
  ask: {text: [{text: A book of the sea.}]}
"""


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_yaml_cases_are_read_with_their_lines(tmp_path: Path) -> None:
    (mara, at), (text, there) = read_cases(put(tmp_path, "cases.yaml", YAML))
    assert [use.name for use in mara.checks] == ["grounded", "length", "contains"]
    assert mara.ask.recommend is not None
    assert mara.ask.recommend.person == "reader-mara"
    assert text.ask.kind == "text"
    assert at.endswith("cases.yaml:2")
    assert there.endswith("cases.yaml:7")


def test_csv_and_jsonl_say_the_same_as_yaml(tmp_path: Path) -> None:
    head = "id,ask.recommend.surface,ask.recommend.person,ask.recommend.context.query,checks,vary,tags\n"
    row = 'sea,home,reader-mara,"a quiet book, by the sea",grounded; leaks,"{locale: [en, de]}",slow;new\n'
    line = (
        '{"id": "sea", "ask": {"recommend": {"surface": "home", "person": "reader-mara", "context": {"query": '
        '"a quiet book, by the sea"}}}, "checks": ["grounded", "leaks"], "vary": {"locale": ["en", "de"]}, '
        '"tags": ["slow", "new"]}\n'
    )
    [(of_csv, _)] = read_cases(put(tmp_path, "a.csv", head + row))
    [(of_json, at)] = read_cases(put(tmp_path, "a.jsonl", "\n" + line))
    assert of_csv == of_json
    assert at.endswith("a.jsonl:2")


def test_csv_lists_are_columns_with_numbers(tmp_path: Path) -> None:
    text = "id,ask.text.0.text,ask.text.1.text,checks\nboth,One.,Two.,grounded\n"
    [(case, _)] = read_cases(put(tmp_path, "a.csv", text))
    assert [one.text for one in case.ask.text] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", YAML.replace("surface: home", "surfase: home"), r"a\.yaml:3: 0\.ask\.recommend\.surfase: .*surface"),
        ("a.yaml", "cases: []", r"a\.yaml:1: expected a list of cases"),
        ("a.yaml", "- mara\n", r"a\.yaml:1: a case is an object"),
        ("a.yaml", "[]", "holds no case"),
        ("a.jsonl", '{"id": "a"}\n{"id": \n', r"a\.jsonl:1: ask: "),
        ("a.jsonl", '\n{"id": \n', r"a\.jsonl:2: this is no JSON"),
        ("a.csv", "id,ask.recommend.surface\nx,home,more\n", r"a\.csv:2: has 3 cells and 2 columns"),
        ("a.csv", "id,ask.recommend.surface\n\nMARA,home\n", r"a\.csv:3: id: "),
        ("a.csv", "id,ask,ask.recommend.surface\nx,y,home\n", "are about the same thing"),
        ("a.csv", 'id,vary\nx,"{a: ["\n', r"a\.csv:2: vary: expected a list or an object"),
        ("a.txt", "", "cases are read from"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        read_cases(put(tmp_path, name, text))


def test_one_id_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", YAML)
    put(tmp_path, "b.csv", "id,ask.recommend.surface\nmara,home\n")
    with pytest.raises(Misconfigured, match=r"b\.csv:2: id: 'mara' stands in .*a\.yaml:2 already"):
        cases_of(tmp_path, ("a.yaml", "b.csv"))
