"""What can be wrong with a data folder: each is told in words, nothing is lost, and the advice that is given works."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.embedding_server import embedding_server
from tests.adversarial.disks import fill, make_room, read_only, small_disk
from tests.e2e.pages import free_port
from tests.e2e.terminal import frankly
from tests.whole import whole

DATABASE = "frankly.sqlite3"
COMMANDS = ("recommend", "serve", "reindex", "doctor", "import", "export")


def refused(folder: Path, command: str, place: Path) -> dict[str, Any]:
    """The problem that a command ends with."""
    (place / "items.jsonl").write_text('{"id": "late", "title": "Came late"}\n')
    arguments: dict[str, list[str | Path]] = {
        "serve": ["--port", str(free_port())],
        "import": ["items", place / "items.jsonl"],
        "export": ["items", place / "out.jsonl"],
    }
    done = frankly(folder, command, *arguments.get(command, []), "--json")
    assert done.returncode == 2, f"{command}: {done.stderr or done.stdout}"
    assert "Traceback" not in done.stderr
    found: dict[str, Any] = json.loads(done.stderr)
    assert found["code"] != "unforeseen", found
    return found


def ask(folder: Path, **settings: str) -> dict[str, Any]:
    done = frankly(folder, "recommend", "--surface", "home", "--person", "reader-mara", "--json", **settings)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def troubles(answer: dict[str, Any]) -> str:
    return " ".join(f"{one['code']}: {one['detail']}" for one in answer["degradations"])


def count(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / DATABASE)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  names of this file
    finally:
        connection.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").write_text("as it was")
    problem = refused(tmp_path / "data", command, tmp_path)
    assert problem["code"] == "misconfigured"
    assert "a file stands in its place" in problem["detail"]
    assert "FRANKLY_DATA" in problem["detail"]
    assert (tmp_path / "data").read_text() == "as it was"


def test_a_read_only_folder_is_told_by_every_command(lantern: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 100) as disk:
        shutil.copytree(lantern, disk / "data")
        read_only(disk)
        for command in COMMANDS:
            problem = refused(disk / "data", command, tmp_path)
            assert "data" in problem["detail"]
            assert "write" in problem["detail"] or "written" in problem["detail"]
        read_only(disk, is_so=False)
        assert len(ask(disk / "data")["items"]) == 10


def test_a_full_disk_ends_an_import_that_goes_on_where_it_was(tmp_path: Path) -> None:
    rows = [{"id": f"i{number}", "title": f"Title {number}", "description": "A tale. " * 50} for number in range(5000)]
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with small_disk(tmp_path / "disk", 2) as disk:
        done = frankly(disk / "data", "import", "items", tmp_path / "items.jsonl", "--json")
        assert done.returncode == 2, done.stdout
        assert "full" in json.loads(done.stderr)["detail"]
        stored = count(disk / "data", "items")
        shutil.copytree(disk / "data", tmp_path / "larger")
    again = json.loads(frankly(tmp_path / "larger", "import", "items", tmp_path / "items.jsonl", "--json").stdout)
    assert again["files"][0]["unchanged"] == stored
    assert again["files"][0]["stored"] == 5000 - stored


def test_a_full_disk_ends_a_reindex_and_the_old_index_stays(lantern: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 60) as disk:
        shutil.copytree(lantern, disk / "data")
        before = ask(disk / "data")
        fill(disk)
        done = frankly(disk / "data", "reindex", "--json")
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr
        problem = json.loads(done.stderr)
        assert problem["code"] in {"store_unavailable", "index_unavailable"}
        make_room(disk)
        after = ask(disk / "data")
        assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
        assert after["degradations"] == []
        assert frankly(disk / "data", "reindex").returncode == 0
        assert ask(disk / "data")["degradations"] == []


def test_a_missing_chroma_folder_is_filled_again_by_itself(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")
    answer = ask(folder)
    assert len(answer["items"]) == 10
    assert answer["degradations"] == []
    done = frankly(folder, "doctor", "--json")
    found = {finding["code"]: finding["severity"] for finding in json.loads(done.stdout)["findings"]}
    assert found["index"] == found["index_queries"] == "ok"


def garbage(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").write_bytes(os.urandom(5000))


def cut_short(chroma: Path) -> None:
    os.truncate(chroma / "chroma.sqlite3", 40_000)


def a_file(chroma: Path) -> None:
    shutil.rmtree(chroma)
    chroma.write_text("no folder")


def anothers(chroma: Path) -> None:
    shutil.copy(chroma.parent / DATABASE, chroma / "chroma.sqlite3")


@pytest.mark.parametrize("damage", [garbage, cut_short, a_file, anothers])
def test_a_damaged_chroma_costs_no_answer_and_is_told_with_advice(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "chroma")
    # A catalogue as small as this one needs no index to be searched; one that is too large for that does.
    answer = ask(folder, FRANKLY_EXACT_ITEMS="0")
    assert len(answer["items"]) == 10
    told = troubles(answer)
    assert "index_unavailable" in told
    assert f"remove {folder / 'chroma'} and run 'frankly reindex'" in told
    problem = json.loads(frankly(folder, "reindex", "--json").stderr.splitlines()[-1])
    assert problem["code"] == "index_unavailable"
    assert "'RustBindingsAPI' object" not in problem["detail"], "the first failure hides behind chromadb's own"


@pytest.mark.parametrize("damage", whole([garbage, cut_short, a_file, anothers], [garbage]))
def test_the_advice_about_a_damaged_chroma_mends_it(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "chroma")
    assert ask(folder)["degradations"] == [], "nothing that this answer needs is damaged"
    doctor = frankly(folder, "doctor", "--json")
    assert doctor.returncode == 1
    assert "index_unavailable" in doctor.stdout
    chroma = folder / "chroma"
    chroma.unlink() if chroma.is_file() else shutil.rmtree(chroma)
    assert frankly(folder, "reindex").returncode == 0
    assert ask(folder, FRANKLY_EXACT_ITEMS="0")["degradations"] == []


def one_byte(snapshots: Path) -> None:
    with (snapshots / (snapshots / "current").read_text() / "vectors.npy").open("r+b") as file:
        file.seek(500)
        before = file.read(1)
        file.seek(500)
        file.write(bytes([before[0] ^ 1]))


def a_part_gone(snapshots: Path) -> None:
    (snapshots / (snapshots / "current").read_text() / "model.item_item.values.npy").unlink()


def strange_manifest(snapshots: Path) -> None:
    (snapshots / (snapshots / "current").read_text() / "manifest.json").write_text('{"files": {}}')


def strange_pointer(snapshots: Path) -> None:
    (snapshots / "current").write_bytes(b"\xff../../elsewhere")


def empty_pointer(snapshots: Path) -> None:
    (snapshots / "current").write_bytes(b"")


@pytest.mark.parametrize("damage", [one_byte, a_part_gone, strange_manifest, strange_pointer, empty_pointer])
def test_a_damaged_snapshot_costs_no_answer_and_is_told(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "snapshots")
    answer = ask(folder)
    assert len(answer["items"]) > 0
    assert "run 'frankly reindex'" in troubles(answer)
    assert "Nothing is lost" in troubles(answer)


@pytest.mark.parametrize(
    "damage",
    whole([one_byte, a_part_gone, strange_manifest, strange_pointer, empty_pointer], [one_byte, strange_pointer]),
)
def test_a_reindex_mends_a_damaged_snapshot(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "snapshots")
    assert frankly(folder, "doctor").returncode == 1
    assert frankly(folder, "reindex").returncode == 0
    assert ask(folder)["degradations"] == []


def test_missing_snapshots_are_made_again(folder: Path) -> None:
    shutil.rmtree(folder / "snapshots")
    assert len(ask(folder)["items"]) == 10
    assert ask(folder)["degradations"] == []


def test_another_embedder_never_mixes_with_the_one_before(folder: Path) -> None:
    with embedding_server() as server:
        other = {
            "FRANKLY_EMBEDDER": "litellm/openai/tiny",
            "FRANKLY_EMBEDDER_URL": server.url,
            "OPENAI_API_KEY": "none",
        }
        answer = ask(folder, **other)
        assert len(answer["items"]) == 10
        assert "another one did; run 'frankly reindex'" in troubles(answer)
        assert all("content" not in piece["sources"] for item in answer["items"] for piece in item["evidence"])
        doctor = frankly(folder, "doctor", "--json", **other)
        assert doctor.returncode == 1
        assert "vectors_absent" in doctor.stdout
        assert ask(folder)["degradations"] == [], "looking with another embedder left something behind"

        done = frankly(folder, "reindex", "--json", **other)
        assert json.loads(done.stdout)["dimensions"] == 3, done.stderr
        assert ask(folder, **other)["degradations"] == []
        assert "another one did" in troubles(ask(folder))
        assert frankly(folder, "reindex").returncode == 0
        assert ask(folder)["degradations"] == []


def test_an_embedder_that_is_down_ends_a_reindex_and_the_old_vectors_stay(folder: Path) -> None:
    down = {
        "FRANKLY_EMBEDDER": "litellm/openai/tiny",
        "FRANKLY_EMBEDDER_URL": f"http://127.0.0.1:{free_port()}/v1",
        "OPENAI_API_KEY": "none",
    }
    done = frankly(folder, "reindex", "--json", **down)
    problem = json.loads(done.stderr)
    assert (done.returncode, problem["code"]) == (2, "embedder_failed")
    assert "FRANKLY_EMBEDDER_URL" in problem["detail"]
    assert ask(folder)["degradations"] == []


def noise(database: Path) -> None:
    database.write_bytes(os.urandom(50_000))


def foreign(database: Path) -> None:
    database.unlink()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE items (a, b)")
    connection.commit()
    connection.close()


def newer(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("INSERT INTO migrations VALUES (99)")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (noise, "is no SQLite database: move it away"),
        (foreign, "belongs to another program: it holds the tables items"),
        (newer, "a newer release has written it"),
    ],
)
def test_a_database_that_is_not_ours_is_refused_and_left_alone(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(folder / DATABASE)
    before = (folder / DATABASE).read_bytes()
    for command in whole(COMMANDS, COMMANDS if damage is noise else COMMANDS[-2:]):
        problem = refused(folder, command, tmp_path)
        assert problem["code"] == "misconfigured"
        assert said in problem["detail"]
    assert (folder / DATABASE).read_bytes() == before


def test_a_damaged_database_is_told_with_the_way_to_recover_it(folder: Path, tmp_path: Path) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.seek(4096 * 10)
        file.write(os.urandom(4096 * 300))
    problem = refused(folder, "reindex", tmp_path)
    assert problem["code"] in {"store_unavailable", "misconfigured"}
    assert "its content is damaged" in problem["detail"]
    assert ".recover" in problem["detail"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  content: ", "  contnt: ", ":{line}: sources.contnt: "),
        ("half_life_days: 60", "half_live_days: 60", ":{line}: half_live_days: There is no such field. Did you mean"),
        (
            "mmr_lambda: 0.8",
            "mmr_lambda: lots",
            ":{line}: diversity.mmr_lambda: expected a number with a decimal point",
        ),
        ("mmr_lambda: 0.8", "mmr_lambda: 0,8", ":{line}: diversity.mmr_lambda: expected a number with a decimal point"),
        (
            "region:   {weight: 0.05,",
            "region:   {weight: 0,05,",
            ":{line}: sources.popular_in_region.weight: expected a number",
        ),
        ("newcomers:", "newcommers:", ":{line}: there is no segment 'newcommers'. Did you mean 'newcomers'?"),
        ("exploration: {", "exploration: ]", ":{line}: this is no YAML"),
        ("success: click", "success: clik", "success: "),
        ("half_life_days: 60", "half_life_days: &a [*a]", ":{line}: aliases (*a) are not admitted"),
    ],
)
def test_a_mistake_in_a_surface_is_told_with_file_line_and_the_nearest_name(
    folder: Path, tmp_path: Path, repository: Path, before: str, after: str, said: str
) -> None:
    surfaces = tmp_path / "config" / "surfaces"
    shutil.copytree(repository / "surfaces", surfaces)
    text = (surfaces / "home.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    line = text[: text.index(before)].count("\n") + 1
    (surfaces / "home.yaml").write_text(text.replace(before, after), encoding="utf-8")
    done = frankly(folder, "serve", "--port", str(free_port()), "--json", FRANKLY_CONFIG=str(tmp_path / "config"))
    problem = json.loads(done.stderr)
    assert (done.returncode, problem["code"]) == (2, "misconfigured")
    assert str(surfaces / "home.yaml") in problem["detail"]
    assert said.format(line=line) in problem["detail"]
