import json
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.e2e.pages import free_port, listens
from tests.e2e.terminal import command, environment, frankly

TOGETHER_S = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, demo_shop: Path) -> Path:
    copy = tmp_path_factory.mktemp("shop") / "frankly-data"
    shutil.copytree(demo_shop, copy / "demo")
    return copy


@pytest.fixture(scope="module")
def first(demo_shop: Path) -> dict[str, Any]:
    said = (demo_shop.parents[1] / "made").read_text(encoding="utf-8")
    assert said.count("\n") == 1, "one document and nothing else on standard output"
    told: dict[str, Any] = json.loads(said)
    return told


@pytest.fixture(scope="module")
def shown(folder: Path, first: dict[str, Any]) -> str:
    done = frankly(folder, "demo")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_three_readers_get_items_with_sentences_that_cite_evidence(first: dict[str, Any]) -> None:
    assert [reader["name"] for reader in first["readers"]] == ["Mara", "Jonas", "Anonymous"]
    for reader in first["readers"]:
        assert len(reader["items"]) >= 3
        for item in reader["items"]:
            known = {piece["id"] for piece in item["evidence"]}
            assert item["id"]
            assert item["title"]
            assert item["sentences"]
            assert all(piece["kind"] and isinstance(piece["contribution"], int) for piece in item["evidence"])
            for sentence in item["sentences"]:
                assert sentence["text"]
                assert sentence["evidence"]
                if sentence["kind"] == "fact":
                    assert all(name.startswith("s") for name in sentence["evidence"])
                else:
                    assert sentence["kind"] == "reason"
                    assert set(sentence["evidence"]) <= known
            assert any(sentence["kind"] == "reason" for sentence in item["sentences"])


def test_the_evidence_of_each_item_adds_up_to_its_score(first: dict[str, Any]) -> None:
    for reader in first["readers"]:
        for item in reader["items"]:
            assert sum(piece["contribution"] for piece in item["evidence"]) == item["score"]


def kinds(reader: dict[str, Any]) -> set[str]:
    return {piece["kind"] for item in reader["items"] for piece in item["evidence"] if piece["contribution"] > 0}


def test_each_reader_is_told_of_what_is_known_of_them_and_nothing_else(first: dict[str, Any]) -> None:
    mara, jonas, anonymous = first["readers"]
    assert kinds(mara) & {"bought", "completed", "rated_high"}
    assert "stated_interest" in kinds(jonas)
    assert not kinds(jonas) & {"viewed", "bought", "liked"}
    assert kinds(anonymous) <= {"context_item", "popular", "popular_in_category", "trending", "new", "editorial"}


def test_a_hidden_item_is_gone_and_an_opt_out_uses_nothing_of_the_person(first: dict[str, Any]) -> None:
    hiding, opting_out = first["changes"]
    mara = first["readers"][0]
    assert hiding["item"] == mara["items"][0]["id"]
    for change in (hiding, opting_out):
        assert hiding["item"] not in [item["id"] for item in change["items"]]
    assert not kinds(opting_out) & kinds(mara) - {"popular", "trending", "new", "popular_in_category", "editorial"}


def test_a_second_run_tells_the_same_story(folder: Path, first: dict[str, Any]) -> None:
    assert json.loads(frankly(folder, "demo", "--json").stdout) == first


def test_it_fits_a_terminal_of_80_columns(shown: str) -> None:
    """A path to type is the one thing that cannot be broken, so its line is let be."""
    wide = [line for line in shown.splitlines() if cell_len(line.rstrip()) > 80]
    assert [line for line in wide if not line.endswith("frankly serve \\")] == []


def test_it_is_labelled_as_simulated_and_says_its_date(shown: str, first: dict[str, Any]) -> None:
    assert "simulated" in shown
    assert "2026-11-01" in shown
    for reader in first["readers"]:
        assert f"{reader['name']} (simulated)" in shown


def test_it_shows_every_sentence_that_the_json_has(shown: str, first: dict[str, Any]) -> None:
    text = re.sub(r"\s+", " ", shown)
    for reader in first["readers"]:
        for item in reader["items"]:
            assert item["title"] in text
            for sentence in item["sentences"][:2]:
                assert re.sub(r"\s+", " ", sentence["text"]) in text


def test_shares_of_each_item_add_up_to_a_hundred(shown: str) -> None:
    for part in re.split(r"^ \d .*£.*$", shown, flags=re.MULTILINE)[1:]:
        shares = re.findall(r"^ {3}[█▏▎▍▌▋▊▉▒]+ +([−<]?\d+) %", part, flags=re.MULTILINE)
        if shares:
            assert sum(int(share.replace("−", "-")) for share in shares if share != "<1") == 100


def test_the_commands_at_its_end_work(folder: Path, shown: str) -> None:
    serve = re.search(r"\S+ serve (?:\\\n +)?--data \S+", shown)
    assert serve is not None
    curl = " ".join(line.strip() for line in shown.splitlines() if "curl " in line or line.startswith("    -"))
    port = free_port()
    server = subprocess.Popen(
        command(*shlex.split(serve.group().replace("\\\n", ""))[1:]),
        env=environment(folder, FRANKLY_PORT=str(port)),
        cwd=folder.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + TOGETHER_S
        while not listens(port) and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        asked = curl.replace("\\", "").replace("8080", str(port))
        answer = json.loads(subprocess.run(shlex.split(asked), capture_output=True, check=True, timeout=30).stdout)
        assert len(answer["items"]) == 3
        assert answer["items"][0]["sentences"]
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert server.returncode == 130
    assert "everything that it acknowledged is stored" in errors.decode()


def test_a_fresh_start_makes_the_same_shop_again(folder: Path, first: dict[str, Any]) -> None:
    done = frankly(folder, "demo", "--fresh", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == first
