"""Loads campaigns from `campaigns/<name>.yaml`, each held to surfaces, segments and brand. A mistake names its line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from frankly.adapters.files.yaml import Document, read_yaml
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.faults import nearest
from frankly.domain.policies import Policies
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
        raise NotFound(f"There is no campaign '{name}' in {self.folder}.{hint}", details={"nearest": near})

    def load(self, name: str) -> Campaign:
        """Load a campaign.

        Raises:
            NotFound: where there is none.
            Misconfigured: naming file and line, what was expected, and the nearest valid name.
        """
        return load_campaign(self.path(name), self.policies, self.brand)


def load_campaign(path: Path, policies: Policies, brand: Brand) -> Campaign:
    """Load one file; see `CampaignFiles.load`."""
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise document.wrong((), "expected names at the top, such as 'title:' and 'audience:'.")
    said = {str(name): value for name, value in document.data.items()}
    campaign = document.parse(Campaign, {"name": path.stem, **said})
    if campaign.name != path.stem:
        raise document.wrong(("name",), f"the name must equal the file's, '{path.stem}'.")
    _known(document, ("surface",), campaign.surface, policies.surfaces, "surface")
    if campaign.audience.segment is not None:
        _known(document, ("audience", "segment"), campaign.audience.segment, policies.segments, "segment")
    tones: dict[tuple[str, ...], str | None] = {("tone",): campaign.tone}
    tones |= {("variants", name, "tone"): variant.tone for name, variant in campaign.variants.items()}
    for place, tone in tones.items():
        if tone is not None and brand.tones:
            _known(document, place, tone, brand.tones, "tone")
    _spoken(document, campaign, policies)
    return campaign


def _known(
    document: Document, place: tuple[str, ...], name: str, valid: Mapping[str, object] | Collection[str], what: str
) -> None:
    if name in valid:
        return
    near = nearest(name, valid)
    hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(valid)}."
    raise document.wrong(place, f"there is no {what} '{name}'.{hint}")


def _spoken(document: Document, campaign: Campaign, policies: Policies) -> None:
    spoken = policies.surfaces[campaign.surface].text.locales
    for number, locale in enumerate(campaign.locales):
        _known(document, ("locales", str(number)), locale, spoken, f"language on the surface '{campaign.surface}'")
    lines: dict[tuple[str, ...], Mapping[str, str]] = {("note",): campaign.note, ("disclosures",): campaign.disclosures}
    for name, variant in campaign.variants.items():
        lines |= {("variants", name, "subject"): variant.subject, ("variants", name, "preheader"): variant.preheader}
    for place, said in lines.items():
        missing = [locale for locale in campaign.locales if locale not in said] if said else []
        if missing:
            raise document.wrong(place, f"'{missing[0]}' is a language of the campaign, and lacks here.")


def campaigns_folder(config: Path | None, data: Path) -> Path:
    """Where campaigns lie: `campaigns` beside the other files that people edit, else in the data folder.

    Args:
        config: folder of edited files; None where none is named.
        data: the data folder.
    """
    if config is not None and (config / "campaigns").is_dir():
        return config / "campaigns"
    return data / "campaigns"


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
