from pathlib import Path

import pytest

from frankly.adapters.files.campaigns.recipients import RecipientsFile
from frankly.domain.campaign.recipient import Considered, Contact
from frankly.errors import Invalid, NotFound


def written(folder: Path, text: str, name: str = "readers.csv") -> RecipientsFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return RecipientsFile(path)


def test_a_row_says_who_it_is_and_how_they_are_reached(tmp_path: Path) -> None:
    text = "person,email,first_name,locale,time_zone\nada, ada@mail.example ,Ada,de_AT,Europe/Berlin\nbob,,,,\n"
    file = written(tmp_path, text)
    found = [Considered("ada", Contact("ada@mail.example", "Ada", "de-AT", "Europe/Berlin")), Considered("bob")]
    assert list(file) == found
    assert list(file) == found


def test_lines_of_json_are_read_too(tmp_path: Path) -> None:
    file = written(tmp_path, '{"person": 12}\n{"person": "b", "email": null}\n', "readers.jsonl")
    assert list(file) == [Considered("12"), Considered("b")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("person,mail\nada,x\n", r"readers.csv:1: 'mail' is not known here. Did you mean 'email'"),
        ("email\nx@mail.example\n", r"readers.csv:1: 'person' is missing"),
        ("person,email\n ,x@mail.example\n", r"readers.csv:2: 'person' is missing"),
        ("person,locale\nada,German\x07\n", "is no language"),
        ("person\nsession:abc\n", "a session is nobody"),
        (f"person\n{'a' * 201}\n", "is no id of a person"),
        (f"person,email\nada,{'a' * 321}\n", "longer than an address"),
        (f"person,first_name\nada,{'a' * 321}\n", "longer than a name"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        list(written(tmp_path, row))


def test_a_time_zone_that_is_none_is_kept_as_it_stands_so_that_it_can_be_mended(tmp_path: Path) -> None:
    zones = ("Europe/Atlantis", "../../etc/passwd", "Europe/Berlin", "", "x" * 300)
    file = written(tmp_path, "person,time_zone\n" + "".join(f"p{no},{zone}\n" for no, zone in enumerate(zones)))
    assert [one.contact.time_zone for one in file] == [*zones[:4], "x" * 64]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.csv"):
        list(RecipientsFile(tmp_path / "nowhere.csv"))
