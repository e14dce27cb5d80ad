import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from frankly import __version__
from tests.e2e.pages import free_port
from tests.e2e.terminal import command, environment, frankly
from tests.needs import require_data
from tests.whole import is_whole

HEAVY = ("babel", "chromadb", "fastapi", "httpx", "numpy", "pydantic", "scipy", "uvicorn", "yaml")


def document(done: subprocess.CompletedProcess[str], code: int = 0) -> dict[str, Any]:
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small shop, imported and indexed."""
    place = tmp_path_factory.mktemp("small")
    words = "harbour lantern meadow winter orchard river castle voyage garden storm".split()
    items = [
        {
            "id": f"b{number}",
            "title": f"The {words[number % 10].title()} {number}",
            "description": f"About a {words[number % 10]} and a {words[(number + 3) % 10]}.",
            "categories": ["poetry" if number % 2 else "travel"],
            "price": {"amount_minor": 500 + number, "currency": "EUR"},
        }
        for number in range(40)
    ]
    events = [
        {"id": f"e{one}-{step}", "person": f"p{one}", "kind": "purchase", "item": f"b{(one * 3 + step * 2) % 40}",
         "at": f"2026-11-{10 + step:02d}T10:00:00Z"}
        for one in range(30)
        for step in range(5)
    ]  # fmt: skip
    (place / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in items))
    (place / "events.jsonl").write_text("".join(json.dumps(row) + "\n" for row in events))
    (place / "profiles.jsonl").write_text('{"person": "p1", "interests": ["poetry"]}\n')
    folder = place / "data"
    for target in ("items", "events", "profiles"):
        report = document(frankly(folder, "import", target, place / f"{target}.jsonl", "--json"))["files"][0]
        assert (report["rejected"], report["stored"]) == (0, {"items": 40, "events": 150, "profiles": 1}[target])
    assert document(frankly(folder, "reindex", "--json"))["vectors"] == 40
    return folder


def test_help_is_answered_without_loading_what_commands_need() -> None:
    code = (
        "import sys, contextlib, io\nfrom frankly.cli.main import app\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    app(['--help'])\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_was_imported_is_recommended_with_reasons(shop: Path) -> None:
    answer = document(frankly(shop, "recommend", "--person", "p1", "--limit", "3", "--json"))
    assert len(answer["items"]) == 3
    assert answer["items"][0]["personalised"] == "individual"
    assert answer["items"][0]["sentences"]


def test_a_terminal_shows_sentences_and_the_evidence_behind_them(shop: Path) -> None:
    done = frankly(shop, "recommend", "--person", "p1", "--limit", "3")
    answer = document(frankly(shop, "recommend", "--person", "p1", "--limit", "3", "--json"))
    text = " ".join(done.stdout.split())
    for item in answer["items"]:
        assert item["display"]["title"] in text
        assert all(sentence["text"] in text for sentence in item["sentences"])
    assert "█" in done.stdout
    assert " % " in done.stdout


def test_full_explanation_lists_every_piece_of_evidence(shop: Path) -> None:
    args = ("recommend", "--person", "p1", "--limit", "1", "--explain", "full")
    pieces = document(frankly(shop, *args, "--json"))["items"][0]["evidence"]
    bars = [line for line in frankly(shop, *args).stdout.splitlines() if " % " in line]
    assert len(bars) == len([piece for piece in pieces if piece["contribution"]])


def test_the_data_folder_can_be_named_before_or_after_the_command(shop: Path, tmp_path: Path) -> None:
    for args in (("--data", shop, "doctor", "--json"), ("doctor", "--data", shop, "--json")):
        assert document(frankly(tmp_path / "elsewhere", *args))["findings"][0]["what"].startswith("40 items")
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_is_imported_again_without_a_change(shop: Path, tmp_path: Path) -> None:
    for target in ("items", "events", "profiles"):
        file = tmp_path / f"{target}.jsonl"
        assert document(frankly(shop, "export", target, file, "--json"))["bytes"] == file.stat().st_size
        report = document(frankly(shop, "import", target, file, "--json"))["files"][0]
        assert (report["stored"], report["changed"], report["rejected"]) == (0, 0, 0)
        assert report["unchanged"] == report["read"] > 0
    done = frankly(shop, "export", "items", "-", "--format", "csv")
    assert done.stdout.splitlines()[0].startswith("id,title,")
    assert len(done.stdout.splitlines()) == 41


def test_doctor_says_what_to_do_and_ends_with_1_when_something_is_broken(shop: Path) -> None:
    assert document(frankly(shop, "doctor", "--json"))["ok"] is True
    nobody = {"FRANKLY_CHROMA_URL": f"http://127.0.0.1:{free_port()}"}
    found = document(frankly(shop, "doctor", "--json", **nobody), code=1)
    assert found["ok"] is False
    broken = [finding for finding in found["findings"] if finding["severity"] == "error"]
    assert [finding["where"] for finding in broken] == ["index"]
    assert broken[0]["what_to_do"]
    done = frankly(shop, "doctor", **nobody)
    assert done.returncode == 1
    assert "✗ index: " in done.stdout


def test_rejected_rows_are_told_and_strict_makes_them_an_exit_code(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("id,title\n1,Good\n2,\n")
    done = frankly(tmp_path / "data", "import", "items", file)
    assert done.returncode == 0
    assert "line 3, title" in done.stdout
    assert str(file) + ".rejects.jsonl" in done.stdout.replace("\n", "")
    assert frankly(tmp_path / "data", "import", "items", file, "--strict").returncode == 1
    file.write_text("id,title\n2,\n")
    assert frankly(tmp_path / "data", "import", "items", file).returncode == 1


def test_version_is_the_packages(tmp_path: Path) -> None:
    assert document(frankly(tmp_path / "d", "version", "--json")) == {"version": __version__}
    assert frankly(tmp_path / "d", "--version").stdout == f"frankly {__version__}\n"


def test_ctrl_c_during_an_import_keeps_what_was_stored_and_a_second_run_goes_on(tmp_path: Path) -> None:
    rows = 60_000
    file = tmp_path / "events.csv"
    lines = (f"p{number % 500},view,i{number % 97},{1_780_000_000_000 + number}\n" for number in range(rows))
    file.write_text("person,kind,item,at\n" + "".join(lines))
    folder = tmp_path / "data"
    running = subprocess.Popen(
        command("import", "events", file, "--json"),
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    database = folder / "frankly.sqlite3-wal"
    while running.poll() is None and not (database.exists() and database.stat().st_size > 500_000):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "nothing is stored twice" in json.loads(err)["detail"]
    again = document(frankly(folder, "import", "events", file, "--json"))["files"][0]
    assert again["unchanged"] > 0
    assert again["stored"] + again["unchanged"] == rows
    assert document(frankly(folder, "import", "events", file, "--json"))["files"][0]["stored"] == 0


def test_a_closed_pipe_is_no_reason_to_complain(shop: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            command("export", "events", "-"), env=environment(shop), stdout=write, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def tenth_of_the_shoppers(whole: Path, folder: Path) -> None:
    """The data set with the acts of those alone whose number ends like that of the shopper who asks."""
    shutil.copytree(whole, folder)
    folder.chmod(0o755)
    file = folder / "interactions.csv.gz"
    header, *rows = gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)
    file.unlink()
    place = header.strip().split(",").index("user_id")
    file.write_bytes(
        gzip.compress("".join([header, *(row for row in rows if row.split(",")[place][-1] == "8")]).encode())
    )


def test_a_real_shopper_of_online_retail_gets_reasons_from_their_purchases(tmp_path: Path) -> None:
    folder = tmp_path / "retail"
    files = require_data("online-retail")
    if not is_whole():
        tenth_of_the_shoppers(files, tmp_path / "files")
        files = tmp_path / "files"
    reports = document(frankly(folder, "import", "preset", "online-retail", files, "--json"))
    stored = {report["target"]: report["stored"] for report in reports["files"]}
    assert (stored["items"], stored["profiles"]) == (2138, 916)
    assert stored["events"] == 113_478 if is_whole() else stored["events"] > 5_000
    people = document(frankly(folder, "reindex", "--json"))["people"]
    assert people == 919 if is_whole() else people > 50
    args = ("--person", "12348", "--at", "2011-10-01", "--limit", "5", "--json")
    answer = document(frankly(folder, "recommend", *args))
    assert [item["main_reason"] for item in answer["items"][:3]] == ["bought"] * 3
    assert all(item["sentences"] for item in answer["items"])
    late = frankly(folder, "recommend", "--person", "12348", "--limit", "2")
    assert "--at 2011-09-25" in " ".join(late.stdout.split())


def test_an_email_is_written_for_who_agreed_and_for_nobody_else(shop: Path, tmp_path: Path) -> None:
    refused = frankly(shop, "message", "p2", "--json")
    assert (refused.returncode, "consent_missing" in refused.stderr) == (2, True)
    rows = tmp_path / "profiles.jsonl"
    said = {"purposes": {"email": True}, "origin": "person", "at": "2026-11-16T09:00:00Z"}
    rows.write_text(json.dumps({"person": "p2", "consent": said}) + "\n")
    document(frankly(shop, "import", "profiles", rows, "--json"))
    html, text = tmp_path / "mail.html", tmp_path / "mail.txt"
    written = document(frankly(shop, "message", "p2", "--name", "Ada", "--html", html, "--text", text, "--json"))
    assert (html.read_text(), text.read_text()) == (written["html"], written["text"])
    assert "Ada," in written["salutation"]
    shown = frankly(shop, "message", "p2", "--locale", "de", "--tone", "plain")
    assert shown.returncode == 0
    assert "Your shop" in shown.stdout
    assert document(frankly(shop, "replay", written["decision"], "--json"))["decisions"][0]["is_identical"]
