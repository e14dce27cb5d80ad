import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.files.words.brand import load_brand
from frankly.adapters.files.words.wordings import load_lexicons, load_text, load_wordings
from frankly.demo.catalogue import BRAND_FILE
from frankly.domain.evidence import EvidenceKind
from frankly.errors import Misconfigured
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.writing.trial import trial
from frankly.stages.writing.wordings import Language, Wording
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
    assert texts.brand.name == "Your shop"
    assert load_text(ROOT / "policies", BRAND_FILE).brand.name == "Lantern Books"
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


FEMININE = """nouns:
  en: {one: record, many: records}
  de:
    this: diese Platte
    this_accusative: diese Platte
    this_dative: dieser Platte
    many: Platten
    many_dative: Platten
"""
SHOE = """nouns:
  en: {one: pair of shoes, many: shoes}
  de:
    this: dieses Paar
    this_accusative: dieses Paar
    this_dative: diesem Paar
    many: Schuhe
    many_dative: Schuhen
"""


def branded(folder: Path, nouns: str) -> Path:
    text = (ROOT / "brand" / "default.yaml").read_text(encoding="utf-8").partition("# What is sold")[0]
    path = folder / "brand.yaml"
    path.write_text(text + nouns, encoding="utf-8")
    return path


@pytest.mark.parametrize("nouns", ["", FEMININE])
def test_every_wording_passes_with_the_noun_of_any_shop(tmp_path: Path, nouns: str) -> None:
    texts = load_text(ROOT / "policies", branded(tmp_path, nouns))
    assert trial(texts.wordings, SentenceVerifier(texts.lexicons)) == {}
    said = [line.text for language in texts.wordings.languages.values() for line in lines_of(language)]
    many = "records" if nouns else "items"
    assert any(f"}}}} {many} in" in text for text in said)
    assert not [text for text in said if "noun." in text or re.search(r"\b[Tt]itles?\b|Titel", slot.sub("", text))]


slot = re.compile(r"{{.*?}}")


def lines_of(language: Language) -> Iterator[Wording]:
    yield from (line for lines in language.reasons.values() for line in lines)
    yield from (line for family in language.families() for line in family.lines)
    yield from (line for lines in language.nudges.values() for line in lines)


def test_the_vocabulary_stays_closed_to_the_nouns_of_other_shops(tmp_path: Path) -> None:
    records = load_text(ROOT / "policies", branded(tmp_path, FEMININE)).lexicons
    assert "records" in records["en"].common & records["en"].units["titles"] & records["en"].generic
    assert not records["en"].known & {"titles", "title", "items"}
    assert not records["de"].known & {"Titel", "Artikel"}
    assert "diese" in records["de"].pointers


@pytest.mark.parametrize(
    ("nouns", "message"),
    [
        ("nouns:\n  en: {one: item}\n", "nouns.en lacks many; write every form"),
        ("nouns:\n  en: {one: item, mny: items}\n", "'mny' is not known here. Did you mean 'many'?"),
        ("nouns:\n  en: {one: item, many: 9 items}\n", "'9 items' is no noun"),
        ("nouns:\n  en: {one: item, many: '{e1.title}'}\n", "'{e1.title}' is no noun"),
        ("nouns:\n  en: {one: purchase, many: bought}\n", "'bought', which says something by itself"),
        (SHOE, "nouns.de hold 'Paar', which says something by itself"),
    ],
)
def test_a_noun_that_is_none_or_claims_something_is_refused(tmp_path: Path, nouns: str, message: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_text(ROOT / "policies", branded(tmp_path, nouns))
    assert message in caught.value.message


def test_a_form_that_the_brand_does_not_have_is_told_with_its_line(policies: Path) -> None:
    path = policies / "wordings" / "en.yaml"
    line = change(path, "titles }} {{ noun.many }}", "titles }} {{ noun.mnay }}")
    with pytest.raises(Misconfigured, match=rf"en.yaml:{line}: there is no '{{{{ noun.mnay }}}}' .*forms: one, many"):
        load_wordings(policies)


def test_the_version_changes_with_the_noun(tmp_path: Path) -> None:
    versions = [load_text(ROOT / "policies", branded(tmp_path, nouns)).wordings.version for nouns in ("", FEMININE)]
    assert versions[0] != versions[1]


def test_a_tone_may_be_given_with_a_wording(policies: Path) -> None:
    path = policies / "wordings" / "en.yaml"
    change(path, "      - 'New here.'", "      - {text: 'New here.', tone: warm}")
    wordings = load_wordings(policies).languages["en"].reasons[EvidenceKind.NEW, "one"]
    assert [wording.tone for wording in wordings][:2] == ["warm", None]
