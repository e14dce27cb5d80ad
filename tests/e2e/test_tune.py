"""`frankly tune` over the demo's bookshop, as a person would run it."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from frankly.settings import data_folder
from tests.e2e.terminal import frankly


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, demo_shop: Path) -> Path:
    """A data folder with the demo, and beside it surfaces of one's own."""
    place = tmp_path_factory.mktemp("tune")
    shutil.copytree(demo_shop, place / "data" / "demo")
    shutil.copytree(data_folder("surfaces"), place / "own" / "surfaces")
    return place / "data" / "demo"


def tune(shop: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return frankly(shop, "tune", *args, FRANKLY_CONFIG=str(shop.parent.parent / "own"))


def surface_file(shop: Path) -> Path:
    return shop.parent.parent / "own" / "surfaces" / "home.yaml"


def report(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_dry_run_tells_all_and_writes_nothing(shop: Path) -> None:
    before = surface_file(shop).read_bytes()
    done = tune(shop, "--dry-run", "--people", "200")
    assert done.returncode == 0, done.stderr
    assert "all windows" in done.stdout
    assert "transitions" in done.stdout
    assert "of what was to be found was in the pools" in done.stdout
    assert surface_file(shop).read_bytes() == before
    assert [path.name for path in surface_file(shop).parent.glob("home*")] == ["home.yaml"]


def test_weights_that_are_clearly_worse_are_replaced_and_the_service_reads_the_new_ones(shop: Path) -> None:
    path = surface_file(shop)
    sound = path.read_text()
    # Popularity drowns everything that is known of a person.
    spoilt = re.sub(r"( popular: +{weight: )[0-9.]+", r"\g<1>90", sound)
    assert spoilt != sound
    path.write_text(spoilt)
    found = report(tune(shop, "--json", "--people", "400"))
    assert {source["source"] for source in found["sources"]} >= {"content", "transitions", "popular"}
    assert found["data"]["acts"] > 10_000
    assert found["is_better"], found["verdict"]
    assert found["is_written"]
    assert found["pooled"]["low"] > 0
    assert Path(found["copy"]).read_text() == spoilt
    after = path.read_text()
    assert "# tune: data: " in after
    assert after.split("\nsources:")[0].startswith(spoilt.split("\nsources:")[0])
    assert after.partition("\nhalf_life_days: 60")[2] == spoilt.partition("\nhalf_life_days: 60")[2]
    done = frankly(shop, "recommend", "--person", "reader-0601", "--json", FRANKLY_CONFIG=str(path.parent.parent))
    assert done.returncode == 0, done.stderr
    path.write_text(sound)


def test_a_surface_that_is_not_there_is_told_with_the_nearest_one(shop: Path) -> None:
    done = tune(shop, "--surface", "hom")
    assert done.returncode == 2
    assert "Did you mean 'home'?" in " ".join(done.stderr.split())


def test_too_little_data_is_told_with_what_is_needed(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("id,title\nb1,One\nb2,Two\n")
    assert frankly(tmp_path / "data", "import", "items", tmp_path / "items.csv").returncode == 0
    done = frankly(tmp_path / "data", "tune", "--dry-run")
    assert done.returncode == 2
    assert "Needed are 100 times" in " ".join(done.stderr.split())
