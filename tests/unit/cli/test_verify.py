"""`frankly verify` as CI calls it: exit codes, what is printed, and errors that teach."""

import json
from pathlib import Path

import pytest

from frankly.cli.main import app
from frankly.cli.texts.verify_view import underlined

ITEMS = (
    '{"id": "lamp", "title": "Brass Lamp", "price": {"amount_minor": 12900, "currency": "EUR"}, '
    '"attributes": {"height": "42 cm", "dimmable": true}}\n'
)


def ask(*args: str) -> int:
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        app(list(args))
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "items.jsonl").write_text(ITEMS)
    assert ask("import", "items", str(folder / "items.jsonl"), "--data", str(folder / "data")) == 0
    return folder


def drafts(shop: Path, *lines: str) -> str:
    (shop / "drafts.jsonl").write_text("\n".join(lines))
    return str(shop / "drafts.jsonl")


GOOD = '{"kind": "fact", "item": "lamp", "text": "It costs {item.price}."}'
LIE = '{"kind": "nudge", "text": "The best lamp ever."}'


@pytest.mark.parametrize(("lines", "code"), [([GOOD], 0), ([GOOD, LIE], 1), ([GOOD, LIE, "{bad"], 2)])
def test_the_exit_code_says_whether_all_is_verified(
    shop: Path, lines: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("verify", drafts(shop, *lines), "--data", str(shop / "data")) == code
    told = capsys.readouterr().out
    assert "It costs €129.00." in told
    assert ("superlative" in told) == (code > 0)
    assert ("line 3 is no JSON" in told) == (code == 2)


def test_a_program_gets_every_draft_with_code_span_and_hint(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("verify", drafts(shop, GOOD, LIE), "--data", str(shop / "data"), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in found["drafts"]] == ["verified", "refused"]
    assert {"code", "span", "hint", "words"} <= set(found["drafts"][1]["verdicts"][0])


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("It is 42 cm tall.", [], 0),
        ("A **stunning** lamp.", [], 0),
        ("A **stunning** lamp.", ["--strict"], 1),
        ("It is 45 cm tall.", [], 1),
    ],
)
def test_a_pasted_text_is_held_against_an_item_and_never_called_verified(
    shop: Path, text: str, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "copy.md").write_text(text)
    asked = ["verify", str(shop / "copy.md"), "--item", "lamp", "--data", str(shop / "data"), *options]
    assert ask(*asked) == code
    assert "never verified" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        ("", [], "is empty"),
        ("Plain copy.", [], "add --item ID"),
        ("Plain copy.", ["--item", "nobody"], "There is no item 'nobody'"),
        (None, [], "There is no file"),
    ],
)
def test_what_cannot_run_says_what_to_do(
    shop: Path, content: str | None, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shop / "some.txt"
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_text(content)
    assert ask("verify", str(path), "--data", str(shop / "data"), *options) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_the_rules_are_those_of_one_kind_or_of_every_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("verify", "--rules", "--kind", "nudge", "--json") == 0
    assert list(json.loads(capsys.readouterr().out)["rules"]) == ["nudge"]
    assert ask("verify", "--rules", "--kind", "fact", "--json") == 0
    assert list(json.loads(capsys.readouterr().out)["rules"]) == ["fact", "fact.rewritten"]
    assert ask("verify", "--rules", "--evidence", "viewd") == 2
    assert "viewed" in capsys.readouterr().err


def test_the_words_that_are_meant_are_underlined() -> None:
    shown = underlined("The best lamp.", [(4, 8), (0, 14)])
    assert shown.plain == "The best lamp."
    assert [(span.start, span.end) for span in shown.spans] == [(4, 8)]
