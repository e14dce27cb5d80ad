"""A campaign at a terminal, from its file to the hand-over, over a data folder of its own."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from frankly.adapters.system_clock import SystemClock
from frankly.cli.main import app
from frankly.domain.time import DAY_MS, EpochMs, to_iso

FILE = """title: Weekly
author: Ida
audience: {file: readers.csv}
mode: template
items: 1
quiet_hours: null
"""
BRAND = """name: Lantern Books
tones: {plain: Says what is so.}
tone: plain
mail:
  home: https://shop.example
  sender: {name: Lantern Books, address: letters@shop.example}
  reply_to: {name: Lantern Books, address: hello@shop.example}
  postal: [7 Harbour Lane]
  service: https://mail.shop.example
"""


def run(folder: Path, *args: str, answers: str = "") -> Result:
    return CliRunner().invoke(app, [*args, "--data", str(folder)], input=answers)


def done(folder: Path, *args: str, answers: str = "") -> str:
    """What a command that succeeds says, on one line."""
    result = run(folder, *args, answers=answers)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign to two readers, written."""
    place = tmp_path_factory.mktemp("shop")
    folder = place / "data"
    items = [
        {"id": f"b{no}", "title": f"Book {no}", "categories": ["poetry"], "url": f"/books/{no}"} for no in range(6)
    ]
    said = {"purposes": {"email": True, "profile": True, "explain": True}, "origin": "person", "at": 1763000000000}
    people = [{"person": name, "interests": ["poetry"], "consent": said} for name in ("ada", "bob")]
    for name, rows in (("items", items), ("profiles", people)):
        file = place / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        done(folder, "import", name, str(file))
    (folder / "brand.yaml").write_text(BRAND)
    (folder / "campaigns").mkdir()
    (folder / "campaigns" / "weekly.yaml").write_text(FILE)
    (folder / "campaigns" / "readers.csv").write_text("person,email,first_name\nada,ada@mail.example,Ada\nbob,,\n")
    assert "2 considered, 2 get a message" in done(folder, "campaign", "plan", "weekly", "--messages", "0")
    done(folder, "campaign", "run", "weekly")
    return folder


@pytest.fixture
def folder(written_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, for one test."""
    monkeypatch.setenv("COLUMNS", "100")
    return Path(shutil.copytree(written_once, tmp_path / "data"))


def test_a_review_says_who_writes_to_whom_and_shows_a_footer_once(folder: Path) -> None:
    told = done(folder, "campaign", "review", "weekly", "--by", "Bea", answers="a\na\n")
    assert "From: Lantern Books <letters@shop.example> Reply-To: Lantern Books <hello@shop.example>" in told
    assert "To: Ada <ada@mail.example> Language: en Subject: " in told
    assert "To: whom your sender knows as bob Language: en" in told
    assert told.count("7 Harbour Lane") == 1
    assert told.count("The footer as above, with links of this recipient's own.") == 1
    listed = done(folder, "campaign", "review", "weekly", "--list")
    assert (listed.count("From: "), listed.count("7 Harbour Lane")) == (2, 1)


def test_nothing_to_edit_is_said_once_and_the_message_stays_in_question(folder: Path) -> None:
    result = run(folder, "campaign", "review", "weekly", "--by", "Bea", answers="e\na\nq\n")
    told = " ".join(result.output.split())
    assert told.count("was written for a cell. Wordings are edited") == 1
    assert "can be edited" not in told
    assert "1 of 2 messages of the sample were looked at" in told


def test_a_brand_that_was_changed_is_told_by_its_settings_with_the_commands_that_begin_anew(folder: Path) -> None:
    brand = folder / "brand.yaml"
    brand.write_text(BRAND.replace("7 Harbour Lane", "8 Harbour Lane"))
    told = " ".join(run(folder, "campaign", "review", "weekly", "--by", "Bea").stderr.split())
    assert told.count("mail.postal: “7 Harbour Lane” → “8 Harbour Lane”.") == 1
    assert told.count("would say something else now") == 2
    for step in ("cancel", "plan", "run"):
        # Long paths are broken over lines.
        assert f"'frankly campaign {step} weekly --data" in told
    listed = run(folder, "campaign", "review", "weekly", "--list")
    assert " ".join(listed.stderr.split()).count("mail.postal: “7 Harbour Lane” → “8 Harbour Lane”.") == 1
    plain = json.loads(run(folder, "campaign", "review", "weekly", "--list", "--json").stdout)
    assert [one["is_changed"] for one in plain["messages"]] == [True, True]
    assert "8 Harbour Lane" in plain["changed"]


def test_a_review_begins_and_ends_with_how_many_messages_no_words_of_a_model_came_for(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "frankly.sqlite3")) as store, store:
        keep = "INSERT INTO cells (edition, key, recipients, reply, fault) VALUES (1, 'recipient 1', 1, '', ?)"
        store.execute(keep, ("model_timeout",))
    said = "No text came for 1 of 1 cells that a model was asked for (model_timeout 1)"
    for more in (("--by", "Bea"), ("--list",)):
        assert (
            " ".join(run(folder, "campaign", "review", "weekly", *more, answers="q\n").output.split()).count(said) == 1
        )
    plain = json.loads(run(folder, "campaign", "review", "weekly", "--list", "--json").stdout)
    assert plain["cells_asked"] == {"texts": 0, "faults": {"model_timeout": 1}}


def test_a_plan_that_stands_says_so_and_a_time_zone_that_is_none_is_counted(folder: Path) -> None:
    again = done(folder, "campaign", "plan", "weekly", "--messages", "0")
    assert "This plan stands since it was made" in again
    assert "'frankly campaign cancel weekly" in again
    readers = "person,time_zone\nada,Europe/Atlantis\nbob,Europe/Berlin\n"
    (folder / "campaigns" / "readers.csv").write_text(readers)
    anew = done(folder, "campaign", "plan", "weekly", "--messages", "0")
    assert "2 considered, 2 get a message" in anew
    assert "stands since" not in anew
    assert "own time zone, UTC, holds for 1 of 2 who get a message: what stands of 1 is none" in anew
    assert "('Europe/Atlantis' 1)" in anew
    plain = json.loads(run(folder, "campaign", "plan", "weekly", "--json").stdout)
    assert (plain["stands"], plain["time_zones"]["unusable"]) == (True, {"Europe/Atlantis": 1})


def test_everybody_is_listed_with_their_fate_and_without_an_address(folder: Path) -> None:
    text = run(folder, "campaign", "recipients", "weekly").stdout
    assert [line.split("\t") for line in text.splitlines()] == [
        ["1", "ada", "written", "gets the personal message"],
        ["2", "bob", "written", "gets the personal message"],
    ]
    lines = run(folder, "campaign", "recipients", "weekly", "--json", "--fate", "will_get").stdout.splitlines()
    told = {"recipient": 1, "person": "ada", "state": "written", "fate": "will_get", "detail": ""}
    assert json.loads(lines[0]) == told | {"variant": "", "propensity_ppm": 1_000_000}
    assert run(folder, "campaign", "recipients", "weekly", "--fate", "capped").stdout == ""
    assert "Did you mean 'capped'?" in run(folder, "campaign", "recipients", "weekly", "--fate", "caped").output


def test_a_campaign_of_nobody_is_not_begun(folder: Path) -> None:
    refused = run(folder, "campaign", "new", "spring", "--author", " ")
    assert refused.exit_code != 0
    assert "--author is empty" in " ".join(refused.output.split())
    assert not (folder / "campaigns" / "spring.yaml").exists()


def test_a_changed_file_is_told_by_the_status_and_refused_at_the_hand_over(folder: Path, tmp_path: Path) -> None:
    done(folder, "campaign", "review", "weekly", "--by", "Bea", answers="a\na\n")
    done(folder, "campaign", "approve", "weekly", "--by", "Bea")
    assert "was changed since" not in done(folder, "campaign", "status", "weekly")
    file = folder / "campaigns" / "weekly.yaml"
    file.write_text(FILE.replace("items: 1", "items: 2"))
    status = done(folder, "campaign", "status", "weekly")
    assert "The file of weekly was changed since it was planned. Nothing more is written or leaves until" in status
    assert json.loads(run(folder, "campaign", "status", "weekly", "--json").stdout)["is_changed"] is True
    refused = run(folder, "campaign", "hand-over", "weekly", "--to", str(tmp_path / "out"))
    assert refused.exit_code == 2
    assert "'frankly campaign plan weekly --data" in " ".join(refused.stderr.split())
    assert not list((tmp_path / "out").glob("*"))
    file.write_text("title: [")
    assert "The file of weekly was changed" in done(folder, "campaign", "status", "weekly")
    file.write_text(FILE)
    assert "weekly is done" in done(folder, "campaign", "hand-over", "weekly", "--to", str(tmp_path / "out"))


def test_a_tick_by_which_nobody_would_be_written_to_makes_no_edition_and_the_next_one_looks_again(
    folder: Path, tmp_path: Path
) -> None:
    done(folder, "campaign", "review", "weekly", "--by", "Bea", answers="a\na\n")
    done(folder, "campaign", "approve", "weekly", "--by", "Bea")
    done(folder, "campaign", "hand-over", "weekly", "--to", str(tmp_path / "out"))
    caps = "caps: [{messages: 1, days: 7}]\ntrigger: {kind: digest, after_hours: 24}\n"
    (folder / "campaigns" / "digest.yaml").write_text(FILE + caps)
    capped = done(folder, "campaign", "tick", "digest")
    assert "2 are due for digest, and none of them would get a message now" in capped
    assert "2 got as many messages as one person may get" in capped
    told = json.loads(run(folder, "campaign", "tick", "digest", "--json").stdout)
    assert (told["state"], told["due"], told["skipped"]) == ("nobody_reached", 2, {"capped": 2})
    assert "was not planned yet" in run(folder, "campaign", "status", "digest").stderr
    later = to_iso(EpochMs(SystemClock().now() + 9 * DAY_MS))
    assert "2 considered, 2 get a message" in done(folder, "campaign", "tick", "digest", "--at", later)
    done(folder, "campaign", "review", "digest", "--by", "Bea", answers="r\nToo dear.\nr\nToo dear.\n")
    done(folder, "campaign", "refuse", "digest", "--by", "Bea", "--because", "Too dear.", "--leave-out")
    assert json.loads(run(folder, "campaign", "status", "digest", "--json").stdout)["edition"] == 1
    again = json.loads(run(folder, "campaign", "tick", "digest", "--at", later, "--json").stdout)
    assert (again["edition"], again["state"]) == (2, "written")


def test_rows_of_results_that_cannot_be_used_make_the_exit_code(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("id,kind,key\ne1,opened,k\n")
    result = run(folder, "campaign", "results", str(file))
    assert result.exit_code == 1
    assert "refused: 1" in result.stdout
    assert "line 2 (e1): " in result.stderr


def test_a_preview_says_to_whom_not_and_why_and_ends_with_1_where_it_shows_errors(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "preview"
    told = done(folder, "campaign", "preview", "weekly", "--to", str(to))
    assert "7 messages to 7 of 9 kinds of people, in " in told
    assert "Long German (en): no message. Nobody like this reads 'en'" in told
    assert "error" not in told
    (folder / "campaigns" / "weekly.yaml").write_text(
        FILE + 'variants: {ours: {subject: {en: "Only today: 50% off!"}}}\n'
    )
    result = run(folder, "campaign", "preview", "weekly", "--to", str(to))
    assert result.exit_code == 1
    assert "7 errors in 7 of 7 messages: sentence_refused (7). Their pages say more." in " ".join(result.stdout.split())
    pages = [one.name for one in to.glob("*.html")]
    assert len(pages) == 8
    assert all(name.endswith("--en--ours.html") for name in pages if name != "index.html")
    (to / ".frankly-preview").unlink()
    refused = run(folder, "campaign", "preview", "weekly", "--to", str(to))
    assert refused.exit_code not in (0, 1)
    assert "and no preview that Frankly wrote" in " ".join(refused.stderr.split())
