from pathlib import Path

import orjson
import pytest

from frankly.cli.campaigns.outcome.results_run import run_results, run_suppress
from frankly.settings import Settings


async def test_refused_rows_are_counted_and_those_not_shown_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("id,kind,key\n" + "".join(f"e{no},opened,k\n" for no in range(8)))
    assert await run_results(Settings(data=tmp_path), file, "", as_json=False) == 8
    assert "and 3 more" in capsys.readouterr().err


async def test_an_id_that_nobody_has_is_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.txt"
    file.write_text("nobody\nada@mail.example\n")
    for changed in (2, 0):
        await run_suppress(Settings(data=tmp_path), file, is_allowed=False, as_json=True)
        told = orjson.loads(capsys.readouterr().out)
        assert told == {"people": 2, "changed": changed, "unknown": ["nobody"]}
