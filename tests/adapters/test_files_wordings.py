import shutil
from pathlib import Path

import pytest

from frankly.adapters.files.wordings import load_brand, load_lexicons, load_text, load_wordings
from frankly.domain.evidence import EvidenceKind
from frankly.errors import Misconfigured
from tests.needs import ROOT


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    for name in ("wordings", "lexicon"):
        shutil.copytree(ROOT / "policies" / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    """Change the first place and say in which line it stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_files_load_and_fit() -> None:
    texts = load_text(ROOT / "policies", ROOT / "brand")
    assert set(texts.wordings.languages) == set(texts.lexicons) == {"en", "de"}
    assert texts.brand.name == "Lantern Books"
    assert texts.brand.formality == {"de": "sie"}
    assert texts.wordings.language("de-AT") is texts.wordings.languages["de"]


def test_the_version_changes_with_a_wording_and_with_a_word(policies: Path) -> None:
    versions = [load_wordings(policies).version]
    assert load_wordings(policies).version == versions[0]
    change(policies / "wordings" / "en.yaml", "New here.", "New here, too.")
    versions.append(load_wordings(policies).version)
    change(policies / "lexicon" / "en.yaml", "[also,", "[also, indeed,")
    versions.append(load_wordings(policies).version)
    assert len(set(versions)) == 3


def test_words_that_yaml_would_convert_stay_words(policies: Path) -> None:
    lexicons = load_lexicons(policies)
    assert "on" in lexicons["en"].common
    assert "null" in lexicons["de"].numbers


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  viewed:", "  veiwed:", "'veiwed' is not known here. Did you mean 'viewed'?"),
        ("    one:", "    ones:", "'ones' is not known here. Did you mean 'one'?"),
        ("“{{ e1.title }}”", "“{{ e1.tilte }}”", "there is no 'e1.tilte' here; slots: e1.category"),
        ("“{{ e1.title }}”", "“{{ e1.title() }}”", "'Call' is not allowed"),
        ("“{{ e1.title }}”", "“{{ e1.title”", "it is no template"),
        ("and that counts here", "and that counts 1 time", "a wording holds no number of its own"),
        ("      - 'Something you viewed here", "      - 'Some “{{ e1.title }}” here", "'plain' wordings have no slots"),
        ("kinds: [viewed]", "kinds: [disliked]", "'disliked' is no kind that can be a reason"),
        ("locale: en", "locale: de", "the file is named 'en' and says 'de'"),
        ("nudges:", "nudges: []\nnudges:", "'nudges' stands twice"),
    ],
)
def test_a_mistake_names_file_and_line(policies: Path, old: str, new: str, message: str) -> None:
    path = policies / "wordings" / "en.yaml"
    line = change(path, old, new)
    with pytest.raises(Misconfigured) as caught:
        load_wordings(policies)
    assert message in caught.value.message
    assert f"{path}:" in caught.value.message
    assert abs(int(caught.value.message.split(f"{path}:")[1].split(":")[0]) - line) <= 1


def test_a_wording_that_stands_twice_is_refused(policies: Path) -> None:
    path = policies / "wordings" / "en.yaml"
    change(path, "      - 'New here.'", "      - 'New here.'\n      - 'New here.'")
    with pytest.raises(Misconfigured, match="stands twice"):
        load_wordings(policies)


def test_a_shared_word_list_of_an_unknown_kind_is_refused(policies: Path) -> None:
    change(policies / "lexicon" / "en.yaml", "  - kinds: [viewed,", "  - kinds: [beheld,")
    with pytest.raises(Misconfigured, match="'beheld' has no entry under 'kinds'"):
        load_lexicons(policies)


def test_a_missing_part_an_empty_file_and_no_yaml_are_told(policies: Path) -> None:
    path = policies / "lexicon" / "en.yaml"
    change(path, "pointers: [this, these, it]", "")
    with pytest.raises(Misconfigured, match="'pointers' is missing"):
        load_lexicons(policies)
    path.write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match="the file is empty"):
        load_lexicons(policies)
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"en.yaml:\d+: this is no YAML"):
        load_lexicons(policies)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_lexicons(policies)


def test_a_language_without_vocabulary_and_an_empty_folder_are_told(policies: Path, tmp_path: Path) -> None:
    (policies / "lexicon" / "de.yaml").unlink()
    with pytest.raises(Misconfigured, match=r"wordings/de.yaml has no lexicon/de.yaml"):
        load_text(policies, ROOT / "brand")
    with pytest.raises(Misconfigured, match=r"there is no <locale>\.yaml"):
        load_wordings(tmp_path / "nowhere")


def test_a_formality_that_nothing_is_written_in_is_told(policies: Path, tmp_path: Path) -> None:
    brand = tmp_path / "brand"
    brand.mkdir()
    text = (ROOT / "brand" / "default.yaml").read_text(encoding="utf-8")
    (brand / "default.yaml").write_text(text.replace("de: sie", "de: du"), encoding="utf-8")
    with pytest.raises(Misconfigured, match="formality 'du' is asked for"):
        load_text(policies, brand)
    (brand / "default.yaml").write_text(text.replace("tone: plain", "tone: loud"), encoding="utf-8")
    with pytest.raises(Misconfigured, match="'loud' is none of the tones"):
        load_brand(brand / "default.yaml")


def test_a_tone_may_be_given_with_a_wording(policies: Path) -> None:
    path = policies / "wordings" / "en.yaml"
    change(path, "      - 'New here.'", "      - {text: 'New here.', tone: warm}")
    wordings = load_wordings(policies).languages["en"].reasons[EvidenceKind.NEW, "one"]
    assert [wording.tone for wording in wordings][:2] == ["warm", None]
