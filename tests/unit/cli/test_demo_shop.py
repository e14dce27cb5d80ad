from pathlib import Path

import orjson
import pytest

from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.adapters.files.words.brand import load_brand
from frankly.cli.demo.shop import MARK, furnish, is_set_up, make_room, wanted
from frankly.errors import Conflict


def marked(folder: Path, mark: object) -> Path:
    folder.mkdir()
    (folder / MARK).write_bytes(orjson.dumps(mark))
    return folder


def test_a_folder_counts_as_set_up_only_when_it_was_made_whole_by_this_version(tmp_path: Path) -> None:
    now = orjson.loads(orjson.dumps(wanted()))
    assert is_set_up(marked(tmp_path / "whole", now))
    assert not is_set_up(marked(tmp_path / "unfinished", {}))
    assert not is_set_up(marked(tmp_path / "other", now | {"version": "0"}))
    assert not is_set_up(tmp_path / "absent")


def test_what_another_version_made_is_removed(tmp_path: Path) -> None:
    folder = marked(tmp_path / "shop", {"version": "0"})
    make_room(folder, is_fresh=False)
    assert not folder.exists()


@pytest.mark.parametrize("is_fresh", [True, False])
def test_what_is_unfinished_is_removed_for_a_fresh_start_only(tmp_path: Path, is_fresh: bool) -> None:
    folder = marked(tmp_path / "shop", {})
    make_room(folder, is_fresh=is_fresh)
    assert folder.exists() is not is_fresh


def test_somebody_elses_folder_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(Conflict, match="not made by 'frankly demo'"):
        make_room(tmp_path, is_fresh=True)
    make_room(tmp_path, is_fresh=False)
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_the_shop_brings_its_own_brand_and_leaves_one_that_is_there(tmp_path: Path) -> None:
    furnish(tmp_path / "shop")
    assert load_brand(tmp_path / "shop" / "brand.yaml").nouns["en"] == {"one": "title", "many": "titles"}
    (tmp_path / "shop" / "brand.yaml").write_text("mine")
    furnish(tmp_path / "shop")
    assert (tmp_path / "shop" / "brand.yaml").read_text() == "mine"
    make_room(tmp_path / "shop", is_fresh=True)
    assert not (tmp_path / "shop").exists()


def test_a_folder_in_use_is_not_removed(tmp_path: Path) -> None:
    folder = marked(tmp_path / "shop", {"version": "0"})
    owner = FileOwnerLock(folder)
    owner.acquire()
    try:
        with pytest.raises(Conflict, match="in use"):
            make_room(folder, is_fresh=True)
    finally:
        owner.release()
    assert folder.exists()
