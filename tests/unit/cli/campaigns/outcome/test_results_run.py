from pathlib import Path

import orjson
import pytest

from frankly.cli.campaigns.outcome.results_run import run_results, run_suppress
from frankly.errors import Invalid
from frankly.settings import Settings


async def test_what_is_wrong_with_many_rows_is_told_once_with_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("id,kind,key\n" + "".join(f"e{no},opened,k\n" for no in range(8)) + ",clicked,k\n")
    assert await run_results(Settings(data=tmp_path), file, "", as_json=False) == 9
    told = " ".join(capsys.readouterr().err.split())
    assert "8 rows (lines 2 (e0), 3 (e1), 4 (e2) and 5 more): invalid_result: kind: opens are not counted" in told
    assert "line 10: invalid_result: id: Field required" in told


async def test_rows_that_cannot_be_read_are_refused_with_their_own_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("id,kind,key\ne1,clicked\n")
    assert await run_results(Settings(data=tmp_path), file, "", as_json=True) == 1
    told = orjson.loads(capsys.readouterr().out)
    assert (told["received"], told["rejected"]) == (1, 1)
    assert told["refused"][0].startswith("line 2: Line 2 has 2 cells, the header names 3 columns")


async def test_a_file_with_other_columns_is_refused_once_with_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("event,kind,email\n" + "e,clicked,a@mail.example\n" * 643)
    lacks = r"results\.csv: the header lacks the columns 'id', 'key' \(or 'person', with --campaign\); it names "
    with pytest.raises(Invalid, match=lacks + "'event', 'kind', 'email'"):
        await run_results(Settings(data=tmp_path), file, "", as_json=False)
    file.write_text("id,kind,person\n")
    assert await run_results(Settings(data=tmp_path), file, "", as_json=True) == 0


async def test_an_id_that_nobody_has_is_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.txt"
    file.write_text("nobody\nada@mail.example\n")
    for changed in (2, 0):
        await run_suppress(Settings(data=tmp_path), file, is_allowed=False, as_json=True)
        told = orjson.loads(capsys.readouterr().out)
        assert told == {"people": 2, "changed": changed, "unknown": ["nobody"]}
