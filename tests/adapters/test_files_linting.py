"""Everything that is wrong in the files that people edit is told at once, with its line."""

import shutil
from pathlib import Path

import pytest

from frankly.adapters.files.linting.finding import Finding, Folders
from frankly.adapters.files.linting.fit import Known
from frankly.adapters.files.linting.lint import lint
from tests.needs import ROOT


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name in ("surfaces", "policies", "brand"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def change(shop: Path, path: str, old: str, new: str) -> int:
    """Replace something in a file; returns its line."""
    file = shop / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def linted(shop: Path, catalogue: Known | None = None) -> list[Finding]:
    return lint(
        Folders(shop / "surfaces", shop / "policies", shop / "brand", shop / "brand" / "default.yaml"), catalogue
    )


def places(findings: list[Finding]) -> set[tuple[str, int]]:
    return {(finding.file, finding.line) for finding in findings}


def test_the_shipped_files_have_no_finding() -> None:
    assert linted(ROOT) == []


def test_mistakes_of_all_files_are_told_at_once_with_their_lines_and_the_nearest_name(shop: Path) -> None:
    lines = {
        ("policies/rules.yaml", change(shop, "policies/rules.yaml", "    kinds: [viewed", "    kindz: [viewed")),
        ("policies/rules.yaml", change(shop, "policies/rules.yaml", "time_zone: UTC", "time_zone: Europe/Berlim")),
        (
            "policies/rules/en.yaml",
            change(shop, "policies/rules/en.yaml", "most_words: 40", "most_words: forty"),
        ),
        (
            "policies/wordings/en.yaml",
            change(shop, "policies/wordings/en.yaml", "One of the reasons: you viewed “{{ e1.title", "{{ e1.titel"),
        ),
        (
            "policies/wordings/en.yaml",
            change(shop, "policies/wordings/en.yaml", "That you viewed “{{ e1.title }}” plays", "{{ e1.title }} 7"),
        ),
        ("surfaces/home.yaml", change(shop, "surfaces/home.yaml", "mmr_lambda: 0.8", "mmr_lamda: 0.8")),
    }
    found = linted(shop)
    assert lines <= places(found)
    told = " ".join(finding.message for finding in found)
    for hint in ("'kinds'", "'Europe/Berlin'", "'mmr_lambda'"):
        assert f"Did you mean {hint}?" in told
    assert str(shop) not in told


def test_a_mistake_brings_no_others_along(shop: Path) -> None:
    line = change(shop, "policies/rules.yaml", "because: a gift that", "becose: a gift that")
    found = linted(shop)
    assert {finding.file for finding in found} == {"policies/rules.yaml"}
    assert ("policies/rules.yaml", line) in places(found)


def test_a_file_that_is_no_yaml_is_told(shop: Path) -> None:
    (shop / "policies" / "rules.yaml").write_text("untold: [", encoding="utf-8")
    (finding,) = linted(shop)
    assert (finding.file, finding.level) == ("policies/rules.yaml", "error")


def test_wordings_that_a_rule_bans_are_warned_of_and_an_empty_list_is_an_error(shop: Path) -> None:
    change(shop, "policies/rules/en.yaml", "words: [cure, ", "words: [click, something, cure, ")
    found = linted(shop)
    banned = [finding for finding in found if finding.code == "banned_word"]
    assert banned
    assert {(one.level, one.file) for one in banned} == {("warning", "policies/wordings/en.yaml")}
    lines = (shop / "policies" / "wordings" / "en.yaml").read_text(encoding="utf-8").splitlines()
    assert all({"click", "something"} & set(lines[one.line - 1].lower().replace("'", " ").split()) for one in banned)
    (none_left, *_) = [finding for finding in found if finding.code == "none_left"]
    assert none_left.level == "error"


NEVER = """
  pointless:
    kinds: [popular]
    older_than_days: 3
    because: a test
    by: tests
  hourless:
    hours: {after: 3, before: 3}
    surfaces: [hoem]
    because: a test
    by: tests
  needless:
    kinds: [disliked]
    because: a test
    by: tests
  label-less:
    categories: [poetri]
    tags: [gift]
    because: a test
    by: tests
"""


def test_rules_that_never_hold_and_names_that_nobody_knows_are_told(shop: Path) -> None:
    change(shop, "policies/rules.yaml", "untold:", f"untold:{NEVER.rstrip()}")
    change(shop, "policies/rules.yaml", "headline: 130", "headline: 300")
    change(shop, "policies/rules.yaml", "      de: 'Anzeige", "      fr: 'Anzeige")
    (shop / "policies" / "ruls.yaml").write_text("{}", encoding="utf-8")
    found = linted(shop, Known({"poetry"}, {"gift"}))
    codes = {(finding.code, finding.message.split(":")[0]) for finding in found}
    assert codes == {
        ("never_holds", "untold/pointless"),
        ("never_holds", "untold/hourless"),
        ("unknown_surface", "untold/hourless"),
        ("needless", "untold/needless"),
        ("unknown_category", "untold/label-less"),
        ("never_holds", "lengths/everywhere"),
        ("language_missing", "disclosures/sponsored"),
        ("unread", "nobody reads this file. Did you mean 'rules'?"),
    }
    warned = {finding.code for finding in found if finding.level == "warning"}
    assert warned == {"needless", "unknown_category", "never_holds", "unread"}


def test_a_consent_that_leaves_purposes_out_is_told_with_all_of_them(shop: Path) -> None:
    file = shop / "surfaces" / "email.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}consent: {{model: true}}\n", encoding="utf-8")
    [found] = linted(shop)
    assert (found.place, found.level, found.code) == (
        f"surfaces/email.yaml:{before.count(chr(10)) + 1}",
        "warning",
        "default_lost",
    )
    assert "profile, explain, measure not named" in found.message
    assert "{profile: true, explain: true, email: false, measure: true, model: true}" in found.message
    whole = "consent: {profile: true, explain: false, email: false, measure: false, model: true}"
    file.write_text(f"{before}{whole}\n", encoding="utf-8")
    assert linted(shop) == []


def test_a_word_that_is_banned_twice_and_an_address_of_both_forms_are_told(shop: Path) -> None:
    change(shop, "policies/rules/en.yaml", "words: [hurry, ", "words: [hurry, cure, ")
    change(shop, "policies/rules/de.yaml", "du: [du, ", "du: [Ihres, du, ")
    found = linted(shop)
    assert {finding.code for finding in found} == {"twice", "never_holds"}
