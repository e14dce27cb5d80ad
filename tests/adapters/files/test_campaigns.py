import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from frankly.adapters.files.campaigns.loading import CampaignFiles, campaigns_folder, write_new
from frankly.adapters.files.campaigns.schema import campaign_schema
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.words.brand import load_brand
from frankly.domain.campaign.campaign import Campaign, SubjectVariant
from frankly.errors import Misconfigured, NotFound
from frankly.settings import data_folder

HEAD = "title: Weekly\nauthor: Ida\naudience: {everyone: true}\n"


@pytest.fixture(scope="module")
def shipped() -> CampaignFiles:
    brand = data_folder("brand")
    policies = load_policies(data_folder("surfaces"), data_folder("policies"), brand)
    return CampaignFiles(Path(), policies, load_brand(brand / "default.yaml"))


@pytest.fixture
def folder(tmp_path: Path, shipped: CampaignFiles) -> CampaignFiles:
    return CampaignFiles(tmp_path / "campaigns", shipped.policies, shipped.brand)


def put(folder: CampaignFiles, text: str, name: str = "weekly") -> None:
    folder.folder.mkdir(exist_ok=True)
    (folder.folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def example() -> str:
    text = files("frankly.cli.campaigns").joinpath("example.yaml").read_text(encoding="utf-8")
    return text.replace("NAME", "weekly").replace("AUTHOR", "Ida")


def test_a_campaign_is_called_like_its_file(folder: CampaignFiles) -> None:
    put(folder, HEAD)
    assert (folder.load("weekly").name, folder.names()) == ("weekly", ["weekly"])
    put(folder, HEAD + "name: other\n")
    with pytest.raises(Misconfigured, match=r"weekly\.yaml:4: the name must equal the file's"):
        folder.load("weekly")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("mod: cell\n", "4: mod"),
        ("do_not_send_after: 2020-01-01\n", "4: do_not_send_after: say the time of the day too, such as 2020-01-01T08"),
        ("utm: {source: My Letter}\n", "4: utm.source: A name is of small letters, digits, '_' and '-', and begins"),
        ("locales: [English]\n", "4: locales.0: A language is written as a BCP 47 tag, such as en or de-AT."),
        ("items: 2\nlocales: []\n", "5: locales: At least 1 entry is wanted, found none."),
        (
            "items: 2\nsend_from: '2026-12-02T08:00:00Z'\ndo_not_send_after: '2026-12-01T08:00:00Z'\n",
            "6: do_not_send_after: 'do_not_send_after' is not later than 'send_from'",
        ),
        ("items: 2\nvariants: {a: {share: 0.5}, b: {}}\n", "5: variants: the shares of the variants add up to 1"),
        ("items: 2\nblocks: [note, items]\n", "5: blocks: 'blocks' names a note and 'note' is empty"),
        ("split: {way: thompson,\n  least_share: 0.6}\nvariants: {a: {}, b: {}}\n", "5: split.least_share: "),
        ("surface: e-mail\n", "4: there is no surface 'e-mail'. Did you mean 'email'?"),
        ("surface: home\n", "4: the surface 'home' is not said to be for e-mail. If it is, write 'medium: email' into"),
        ("surface: home\n", "into surfaces/home.yaml; or name one that is: email."),
        ("locales: [en, tlh]\n", "4: the surface 'email' speaks no 'tlh'. Its languages: en, de ("),
        ("locales: [tlh]\ntone: shrill\n", "5: there is no tone 'shrill'"),
        (
            "quiet_hours: {begin: 21:00, end: '08:00'}\n",
            "4: quiet_hours.begin: Write a time of day as '21:00', in",
        ),
        (
            "quiet_hours: {begin: 9pm, end: '08:00'}\n",
            "4: quiet_hours.begin: Write a time of day as '21:00', in",
        ),
        ("tone: shrill\n", "4: there is no tone 'shrill'"),
        ("variants:\n  a:\n    tone: shrill\n", "6: there is no tone 'shrill'"),
        ("locales: [en, de]\nblocks: [note, items]\nnote: {en: 'Have a look'}\n", "6: 'de' is a language"),
        ("budget: lots\n", "4: budget"),
        ("caps: &a []\ntone: *a\n", "alias"),
    ],
)
def test_a_mistake_names_file_and_line(folder: CampaignFiles, lines: str, said: str) -> None:
    put(folder, HEAD + lines)
    with pytest.raises(Misconfigured, match=re.escape(said)):
        folder.load("weekly")


def test_a_surface_of_ones_own_that_does_not_say_it_is_for_email_is_told_so(folder: CampaignFiles) -> None:
    silent = folder.policies.surfaces["email"].model_copy(update={"medium": None})
    policies = replace(folder.policies, surfaces={"email": silent})
    put(folder, HEAD)
    with pytest.raises(
        Misconfigured, match=r"weekly\.yaml:\d+: the surface 'email' is not said to be .*/email\.yaml\.$"
    ):
        CampaignFiles(folder.folder, policies, folder.brand).load("weekly")


def test_a_segment_that_is_not_there_has_a_nearest(folder: CampaignFiles) -> None:
    put(folder, HEAD.replace("everyone: true", "segment: newcomer"))
    with pytest.raises(Misconfigured, match=r"weekly\.yaml:3: there is no segment 'newcomer'. Did you mean"):
        folder.load("weekly")


@pytest.mark.parametrize("name", ["../weekly", "/etc/passwd", "weekli", ""])
def test_what_is_no_campaign_is_not_found(folder: CampaignFiles, name: str) -> None:
    put(folder, HEAD)
    put(CampaignFiles(folder.folder.parent, folder.policies, folder.brand), HEAD)
    with pytest.raises(NotFound, match="There is no campaign") as raised:
        folder.load(name)
    assert f"in {folder.folder}; --data or FRANKLY_DATA names another data folder." in raised.value.message


def test_the_example_to_begin_with_is_sound(folder: CampaignFiles) -> None:
    put(folder, example())
    assert folder.load("weekly").audience.everyone


def test_a_fault_inside_a_list_is_not_told_as_a_list_that_is_too_short(folder: CampaignFiles) -> None:
    put(folder, HEAD + "locales: [English]\n")
    with pytest.raises(Misconfigured) as told:
        folder.load("weekly")
    assert "\n" not in told.value.message


def test_a_file_of_an_audience_that_is_not_there_is_told_at_its_line(folder: CampaignFiles) -> None:
    put(folder, HEAD.replace("{everyone: true}", "\n  file: raeders.csv"))
    (folder.folder / "readers.csv").write_text("person\nada\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"weekly\.yaml:4: audience\.file: there is no file .* mean 'readers\.csv'"):
        folder.recipients(folder.load("weekly"))
    (folder.folder / "readers.csv").rename(folder.folder / "raeders.csv")
    found = folder.recipients(folder.load("weekly"))
    assert found is not None
    assert [one.person for one in found] == ["ada"]


def test_the_example_names_every_setting(folder: CampaignFiles) -> None:
    told = example()
    missing = [
        name for name in Campaign.model_fields if name != "name" and not re.search(rf"^(# )?{name}:", told, re.M)
    ]
    assert missing == []
    assert [name for name in SubjectVariant.model_fields if f"{name}:" not in told] == []


def test_all_that_the_example_leaves_out_is_understood_and_said_to_be_a_default(folder: CampaignFiles) -> None:
    put(folder, HEAD)
    plain = folder.load("weekly").model_dump(mode="json")
    for line in re.findall(r"^# (\w+: .*)$", example(), flags=re.MULTILINE):
        told = yaml.safe_load(line)
        put(folder, HEAD + line + "\n")
        said = folder.load("weekly").model_dump(mode="json")
        if set(told).isdisjoint(
            {"note", "tone", "budget", "utm", "disclosures", "send_from", "do_not_send_after", "trigger"}
        ):
            assert {name: said[name] for name in told} == {name: plain[name] for name in told}, line


def test_what_is_kept_is_loaded_as_it_was(folder: CampaignFiles) -> None:
    told = Campaign.model_validate(
        {
            "name": "weekly",
            "title": "Grüße: 'a'",
            "author": "Ida",
            "audience": {"rule": {"acts": {"kinds": ["purchase"], "within_days": 90}}},
            "quiet_hours": None,
            "caps": [],
            "holdout": "0.05",
            "send_from": "2026-12-01T08:00:00Z",
            "variants": {"plain": {}, "ours": {"subject": {"en": "Have a look"}}},
        }
    )
    folder.keep(told)
    folder.keep(told)
    assert folder.load("weekly") == told
    assert [path.name for path in folder.folder.iterdir()] == ["weekly.yaml"]


def test_a_file_that_is_there_is_not_written_over(folder: CampaignFiles) -> None:
    put(folder, HEAD)
    with pytest.raises(Misconfigured, match="is there already"):
        write_new(folder.folder / "weekly.yaml", "")


def test_campaigns_lie_beside_other_edited_files_where_there_is_a_folder_for_them(tmp_path: Path) -> None:
    data, config = tmp_path / "data", tmp_path / "config"
    assert campaigns_folder(config, data) == campaigns_folder(None, data) == data / "campaigns"
    (config / "campaigns").mkdir(parents=True)
    assert campaigns_folder(config, data) == config / "campaigns"


def test_the_schema_takes_what_is_sound_and_refuses_what_is_not() -> None:
    check = jsonschema.Draft202012Validator(json.loads(campaign_schema()))
    assert list(check.iter_errors(yaml.safe_load(example()))) == []
    sound = yaml.safe_load(HEAD + "holdout: 0.05\nsend_from: '2026-12-01T08:00:00Z'\nquiet_hours: null\n")
    assert list(check.iter_errors(sound)) == []
    assert list(check.iter_errors(sound | {"mod": "cell"}))
    assert list(check.iter_errors({"title": "Weekly"}))
