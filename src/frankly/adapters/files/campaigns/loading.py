"""Loads campaigns from `campaigns/<name>.yaml`, each held to surfaces, segments and brand. A mistake names its line."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from frankly.adapters.files.campaigns.recipients import RecipientsFile
from frankly.adapters.files.campaigns.schema import SCHEMA_FILE, campaign_schema
from frankly.adapters.files.yaml import read_yaml
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.faults import nearest
from frankly.domain.policies import Policies
from frankly.domain.time import to_iso
from frankly.errors import Misconfigured, NotFound
from frankly.stages.writing.brand import Brand


@dataclass(frozen=True, slots=True, eq=False)
class CampaignFiles:
    """The folder of campaigns.

    Attributes:
        folder: where they lie; it need not exist.
        policies: surfaces and segments that they name.
        brand: tones that they name.
    """

    folder: Path
    policies: Policies
    brand: Brand

    def names(self) -> list[str]:
        """Names of all campaigns."""
        return sorted(path.stem for path in self.folder.glob("*.yaml"))

    def path(self, name: str) -> Path:
        """Where a campaign lies.

        Raises:
            NotFound: where there is none, with the nearest name.
        """
        path = self.folder / f"{name}.yaml"
        if name in self.names():
            return path
        near = nearest(name, self.names())
        hint = f" Did you mean '{near}'?" if near else f" 'frankly campaign new {name}' writes one to begin with."
        where = f"in {self.folder}; --data or FRANKLY_DATA names another data folder"
        raise NotFound(f"There is no campaign '{name}' {where}.{hint}", details={"nearest": near})

    def load(self, name: str) -> Campaign:
        """Load a campaign.

        Raises:
            NotFound: where there is none.
            Misconfigured: naming file and line, what was expected, and the nearest valid name.
        """
        return load_campaign(self.path(name), self.policies, self.brand)

    def recipients(self, campaign: Campaign) -> RecipientsFile | None:
        """The file of a campaign's audience; None where a rule says who it is.

        Raises:
            Misconfigured: with the line that names it, where there is no such file.
        """
        if campaign.audience.file is None:
            return None
        path = self.folder / campaign.audience.file
        if not path.is_file():
            near = nearest(path.name, [one.name for one in path.parent.glob("*.*")])
            hint = f" Did you mean '{near}'?" if near else " It lies beside the campaign's own file."
            document = read_yaml(self.path(campaign.name))
            raise document.wrong(("audience", "file"), f"audience.file: there is no file {path}.{hint}")
        return RecipientsFile(path)

    def wrong(self, name: str, faults: Iterable[tuple[tuple[str, ...], str]]) -> Misconfigured | None:
        """An error that names the line of each fault of a campaign; None without any.

        Raises:
            NotFound: where there is none.
        """
        named = ((place, f"{'.'.join(place)}: {what}") for place, what in faults)
        return read_yaml(self.path(name)).all_wrong(named)

    def keep(self, campaign: Campaign) -> None:
        """Write a campaign into its file, in place of what was there.

        Raises:
            Misconfigured: when it cannot be written.
        """
        path = self.folder / f"{campaign.name}.yaml"
        said = campaign.model_dump(mode="json", exclude_defaults=True, exclude={"name"})
        # Moments are kept as people write them.
        said |= {name: to_iso(said[name]) for name in ("send_from", "do_not_send_after") if name in said}
        _replace(path, yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=110))


def load_campaign(path: Path, policies: Policies, brand: Brand) -> Campaign:
    """Load one file; see `CampaignFiles.load`."""
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise document.wrong((), "expected names at the top, such as 'title:' and 'audience:'.")
    said = {str(name): value for name, value in document.data.items()}
    campaign = document.parse(Campaign, {"name": path.stem, **said})
    if campaign.name != path.stem:
        raise document.wrong(("name",), f"the name must equal the file's, '{path.stem}'.")
    if wrong := document.all_wrong(unknown_names(campaign, policies, brand)):
        raise wrong
    return campaign


def unknown_names(campaign: Campaign, policies: Policies, brand: Brand) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a campaign names that is not there: its place, and what is wrong, with the nearest valid name."""
    if campaign.surface not in policies.surfaces:
        yield ("surface",), _unknown(campaign.surface, policies.surfaces, "surface")
        return
    if policies.surfaces[campaign.surface].medium != "email":
        others = [name for name, surface in policies.surfaces.items() if surface.medium == "email"]
        hint = f"; or name one that is: {', '.join(others)}." if others else "."
        yield (
            ("surface",),
            f"the surface '{campaign.surface}' is not said to be for e-mail. If it is, write 'medium: email' into "
            f"surfaces/{campaign.surface}.yaml{hint}",
        )
    segment = campaign.audience.segment
    if segment is not None and segment not in policies.segments:
        yield ("audience", "segment"), _unknown(segment, policies.segments, "segment")
    tones: dict[tuple[str, ...], str | None] = {("tone",): campaign.tone}
    tones |= {("variants", name, "tone"): variant.tone for name, variant in campaign.variants.items()}
    for place, tone in tones.items():
        if tone is not None and brand.tones and tone not in brand.tones:
            yield place, _unknown(tone, brand.tones, "tone")
    spoken = policies.surfaces[campaign.surface].text.locales
    for number, locale in enumerate(campaign.locales):
        if locale not in spoken:
            yield (
                ("locales", str(number)),
                f"the surface '{campaign.surface}' speaks no '{locale}'. Its languages: {', '.join(spoken)} "
                f"('locales' under 'text' in surfaces/{campaign.surface}.yaml).",
            )
    yield from _unsaid(campaign)


def _unknown(name: str, valid: Collection[str], what: str) -> str:
    near = nearest(name, valid)
    hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(valid)}."
    return f"there is no {what} '{name}'.{hint}"


def _unsaid(campaign: Campaign) -> Iterator[tuple[tuple[str, ...], str]]:
    """Lines that lack in a language of the campaign."""
    lines: dict[tuple[str, ...], Mapping[str, str]] = {("note",): campaign.note, ("disclosures",): campaign.disclosures}
    for name, variant in campaign.variants.items():
        lines |= {("variants", name, "subject"): variant.subject, ("variants", name, "preheader"): variant.preheader}
    for place, said in lines.items():
        missing = [locale for locale in campaign.locales if locale not in said] if said else []
        if missing:
            yield place, f"'{missing[0]}' is a language of the campaign, and lacks here."


def campaigns_folder(config: Path | None, data: Path) -> Path:
    """Where campaigns lie: `campaigns` beside the other files that people edit, else in the data folder.

    Args:
        config: folder of edited files; None where none is named.
        data: the data folder.
    """
    if config is not None and (config / "campaigns").is_dir():
        return config / "campaigns"
    return data / "campaigns"


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error


def write_schema(folder: Path) -> None:
    """Write the schema of campaigns beside them, so that an editor knows what may stand there.

    Raises:
        Misconfigured: when it cannot be written.
    """
    _replace(folder / SCHEMA_FILE, campaign_schema().decode())


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        Misconfigured: when it is there already, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Misconfigured(f"{path} is there already; edit it, or take another name.") from error
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
