from pathlib import Path

import pytest

from frankly.cli.campaigns.looking.preview_folder import LISTED, require_free, write_pages
from frankly.errors import Invalid

PAGES = {"index.html": "all", "reader--en.html": "one", "reader--de.html": "eins"}


def held(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text() for one in folder.iterdir() if one.name != LISTED}


def test_what_an_earlier_preview_wrote_goes_away_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "preview"
    write_pages(folder, PAGES)
    (folder / "notes.txt").write_text("mine")
    write_pages(folder, {"index.html": "fewer", "reader--en.html": "one"})
    assert held(folder) == {"index.html": "fewer", "reader--en.html": "one", "notes.txt": "mine"}


def test_a_folder_of_somebody_else_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my site")
    for look in (require_free, lambda folder: write_pages(folder, PAGES)):
        with pytest.raises(Invalid, match=r"holds 'index\.html' and no preview that Frankly wrote.* Name a new folder"):
            look(tmp_path)
    assert held(tmp_path) == {"index.html": "my site"}


def test_a_page_that_somebody_changed_is_not_lost(tmp_path: Path) -> None:
    write_pages(tmp_path, PAGES)
    (tmp_path / "reader--de.html").write_text("eins, annotated")
    with pytest.raises(Invalid, match=r"reader--de\.html: was changed since"):
        write_pages(tmp_path, PAGES)
    assert held(tmp_path)["reader--de.html"] == "eins, annotated"


def test_a_file_that_has_the_name_of_a_new_page_is_not_lost(tmp_path: Path) -> None:
    write_pages(tmp_path, PAGES)
    (tmp_path / "reader--fr.html").write_text("mine")
    with pytest.raises(Invalid, match=r"reader--fr\.html: not from a preview"):
        write_pages(tmp_path, PAGES | {"reader--fr.html": "un"})
    assert held(tmp_path) == PAGES | {"reader--fr.html": "mine"}


def test_a_preview_that_was_killed_is_written_again(tmp_path: Path) -> None:
    write_pages(tmp_path, PAGES)
    (tmp_path / "reader--en.html").unlink()
    (tmp_path / f"{LISTED}.part").write_text("hal")
    write_pages(tmp_path, PAGES)
    assert held(tmp_path) == PAGES


@pytest.mark.parametrize("line", [b"0  ../index.html\n", b"\xff\n", b"nothing\n"])
def test_a_list_that_no_preview_wrote_takes_nothing_away(tmp_path: Path, line: bytes) -> None:
    folder = tmp_path / "preview"
    folder.mkdir()
    (tmp_path / "index.html").write_text("my site")
    (folder / LISTED).write_bytes(line)
    with pytest.raises(Invalid, match="not as a preview writes it"):
        write_pages(folder, PAGES)
    assert (tmp_path / "index.html").exists()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "preview").write_text("mine")
    with pytest.raises(Invalid, match="a file, and no folder"):
        require_free(tmp_path / "preview")
