"""Gathered policy files say what the folders say, under a hash of their own, and lead nowhere else."""

import shutil
from pathlib import Path

import orjson
import pytest

from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.policy_files import BRAND, gather, load_gathered
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.canonical import canonical, hash_bytes
from frankly.errors import Invalid, Misconfigured
from tests.needs import ROOT


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name in ("surfaces", "policies", "brand", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def gathered(folder: Path, brand_file: Path | None = None):
    brand = folder / "brand"
    return gather(
        folder / "surfaces", folder / "policies", brand, brand_file or brand / "default.yaml", folder / "prompts"
    )


def test_what_is_loaded_from_gathered_files_is_what_the_folders_say(folders: Path) -> None:
    files = gathered(folders)
    loaded = files.load(files.data)
    policies = load_policies(folders / "surfaces", folders / "policies", folders / "brand")
    text = load_text(folders / "policies", folders / "brand")
    assert {name: surface.version for name, surface in loaded.policies.surfaces.items()} == {
        name: surface.version for name, surface in policies.surfaces.items()
    }
    assert (loaded.policies.version, loaded.wordings.version) == (policies.version, text.wordings.version)
    assert loaded.lexicons.keys() == text.lexicons.keys()
    assert files.hash == hash_bytes(files.data)


def test_the_brand_in_force_is_gathered_wherever_it_lies_and_training_is_not(folders: Path) -> None:
    own = folders / "brand.yaml"
    own.write_text("name: Own House\n", encoding="utf-8")
    texts = orjson.loads(gathered(folders, own).data)
    assert texts[BRAND] == "name: Own House\n"
    assert "policies/training.yaml" not in texts
    assert gathered(folders, own).hash != gathered(folders).hash


def test_a_file_that_is_no_text_is_named(folders: Path) -> None:
    (folders / "surfaces" / "odd.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="cannot be read"):
        gathered(folders)


@pytest.mark.parametrize("path", ["../outside.yaml", "/etc/outside.yaml", "surfaces/../../outside.yaml"])
def test_a_kept_path_that_leads_out_of_its_folder_is_refused(path: str) -> None:
    with pytest.raises(Invalid, match="leads out"):
        load_gathered(canonical({path: "text"}))


def test_a_folder_of_labels_without_words_for_mail_takes_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "en.yaml").write_text("category: {mystery: mystery}\n", encoding="utf-8")
    labels = load_policies(ROOT / "surfaces", ROOT / "policies", tmp_path).labels
    assert labels["en"]["mail", "unsubscribe"] == "Unsubscribe"
    assert labels["de"]["mail", "unsubscribe"] == "Abbestellen"
    (tmp_path / "labels" / "en.yaml").write_text("mail: {unsubscribe: Leave}\n", encoding="utf-8")
    own = load_policies(ROOT / "surfaces", ROOT / "policies", tmp_path).labels
    assert own["en"]["mail", "unsubscribe"] == "Leave"


def test_the_template_of_mails_is_kept_as_it_was(folders: Path) -> None:
    then = gathered(folders)
    template = folders / "brand" / "mail" / "message.mjml.j2"
    said = template.read_text(encoding="utf-8")
    template.write_text(said.replace('border-radius="14px"', ""), encoding="utf-8")
    assert load_gathered(then.data).template.source == said
    assert gathered(folders).hash != then.hash
