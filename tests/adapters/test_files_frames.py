from pathlib import Path

import pytest

from frankly.adapters.files.words.aspects import load_aspects
from frankly.adapters.files.words.frames import load_quoting
from frankly.errors import Misconfigured
from tests.needs import ROOT

SHIPPED = (ROOT / "policies" / "frames" / "en.yaml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    (folder / "frames").mkdir()
    (folder / "frames" / "en.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_rules_load_in_both_languages() -> None:
    found = load_quoting(ROOT / "policies")
    assert sorted(found) == ["de", "en"]
    assert all({frame.manner for frame in one.frames} == {"attributed", "plain"} for one in found.values())
    assert len(load_aspects(ROOT / "policies").words) >= 15


def test_without_a_folder_nothing_is_quoted(tmp_path: Path) -> None:
    assert load_quoting(tmp_path) == {}
    assert load_aspects(tmp_path).words == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{text: '{quote}', fits: [sentence]}", "{text: 'Buy: {quote}', fits: [sentence]}", "adds no word"),
        ("{text: '{quote}', fits: [sentence]}", "{text: '{quote}', fits: [verse]}", "is no shape"),
        ("'From the description: “{quote}”'", "'From the description'", "holds {quote} once"),
        ("'From the description: “{quote}”'", "'“{quote}”'", "says whose words"),
        ("locale: en", "locale: de", "make them equal"),
        ("  health:", "  healthy:", "Did you mean 'health'"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    with pytest.raises(Misconfigured, match=r"en\.yaml:\d+") as caught:
        load_quoting(written(tmp_path, SHIPPED.replace(old, new, 1)))
    assert told in str(caught.value)
