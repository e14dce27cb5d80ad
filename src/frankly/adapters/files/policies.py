"""Loads surfaces, segments, roles, moments and labels from the folders that people edit, and checks how they fit."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from frankly.adapters.files.yaml import Document, read_yaml
from frankly.domain.base import Frozen
from frankly.domain.canonical import hash_bytes
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.faults import nearest
from frankly.domain.person.segment import Segment
from frankly.domain.policies import Policies, Role, overridden
from frankly.domain.surface import Surface
from frankly.errors import Misconfigured
from frankly.settings import data_folder

MAIL_WORDS: Final = "mail"
"""Part of a file of labels with the fixed words below e-mails (`stages.messaging.footing`)."""


class _RoleEntry(Frozen):
    """A role, an intent, a part of the day or a device, as the file has it."""

    tags: tuple[str, ...] = ()
    """Tags that it stands for."""

    categories: tuple[str, ...] = ()
    """Categories that it stands for."""

    title: Annotated[dict[str, str], Field(default_factory=dict)]
    """Locale → what is said in a sentence."""


def load_policies(surfaces: Path, policies: Path, brand: Path) -> Policies:
    """Load everything that people edit.

    Args:
        surfaces: folder with one YAML file a surface.
        policies: folder with `segments.yaml`, `roles.yaml`, `moments.yaml`, `training.yaml`; each may be absent.
        brand: folder with `labels/<locale>.yaml`.

    Raises:
        Misconfigured: naming file, line, what was expected and the nearest valid name.
    """
    segments = _segments(policies / "segments.yaml")
    roles = {**_roles(policies / "roles.yaml"), **_roles(policies / "moments.yaml")}
    labels = _labels(brand / "labels", segments, roles)
    loaded = [_surface(path, segments) for path in sorted(surfaces.glob("*.yaml"))]
    if not loaded:
        raise Misconfigured(f"{surfaces} holds no surface; put at least one YAML file there, for example home.yaml.")
    files = [policies / "segments.yaml", policies / "roles.yaml", policies / "moments.yaml"]
    return Policies(
        surfaces={surface.name: surface for surface in loaded},
        segments=segments,
        roles=roles,
        labels=labels,
        training=_training(policies / "training.yaml"),
        version=hash_bytes(b"\x1e".join(_bytes([*files, *sorted((brand / "labels").glob("*.yaml"))]))),
    )


def load_surface(path: Path, policies: Path) -> Surface:
    """Load one surface from a file that need not lie among the others.

    Args:
        path: the file.
        policies: folder with `segments.yaml`, whose segments the surface may override settings for.

    Raises:
        Misconfigured: naming file, line and what was expected.
    """
    return _surface(path, _segments(policies / "segments.yaml"))


def load_training(path: Path) -> TrainingPolicy:
    """Load how models are trained; a file that does not exist leaves every setting at its default.

    Raises:
        Misconfigured: naming file, line and what was expected.
    """
    return _training(path)


def _bytes(paths: Iterable[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.is_file()]


def _mapping(document: Document) -> Mapping[str, object]:
    if document.data is None:
        return {}
    if not isinstance(document.data, dict):
        raise document.wrong((), "expected a mapping of names at the top.")
    return {str(name): value for name, value in document.data.items()}


def _surface(path: Path, segments: Mapping[str, Segment]) -> Surface:
    document = read_yaml(path)
    surface = document.parse(Surface, {"name": path.stem, **_mapping(document)})
    if surface.name != path.stem:
        raise document.wrong(("name",), f"the name must equal the file's, '{path.stem}'.")
    for segment in surface.segments:
        if segment not in segments:
            near = nearest(segment, segments)
            hint = f" Did you mean '{near}'?" if near else f" Segments: {', '.join(segments)}."
            raise document.wrong(("segments", segment), f"there is no segment '{segment}'.{hint}")
        _check_override(document, surface, segment)
    told = surface.model_dump_json(exclude={"medium"})
    return surface.model_copy(update={"version": hash_bytes(told.encode())})


def _check_override(document: Document, surface: Surface, segment: str) -> None:
    try:
        overridden(surface, [segment])
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        place = ("segments", segment, *(step for step in found["loc"] if step != "[key]"))
        raise document.wrong(place, f"{found['msg']}.") from error


def _training(path: Path) -> TrainingPolicy:
    if not path.is_file():
        return TrainingPolicy()
    document = read_yaml(path)
    return document.parse(TrainingPolicy, _mapping(document))


def _segments(path: Path) -> dict[str, Segment]:
    if not path.is_file():
        return {}
    document = read_yaml(path)
    found = {}
    for name, entry in _mapping(document).items():
        data = {"name": name, **entry} if isinstance(entry, dict) else entry
        found[name] = document.parse(Segment, data, (name,))
    return found


def _roles(path: Path) -> dict[str, Role]:
    if not path.is_file():
        return {}
    document = read_yaml(path)
    found = {}
    for name, data in _mapping(document).items():
        entry = document.parse(_RoleEntry, data, (name,))
        found[name] = Role(name, entry.tags, entry.categories, entry.title)
    return found


def _with_mail_words(labels: dict[str, dict[tuple[str, str], str]]) -> None:
    """Words below e-mails as they are shipped, for folders of one's own that were made without any."""
    if any(section == MAIL_WORDS for names in labels.values() for section, _ in names):
        return
    for path in sorted((data_folder("brand") / "labels").glob("*.yaml")):
        words = _mapping(read_yaml(path)).get(MAIL_WORDS)
        if isinstance(words, dict):
            labels.setdefault(path.stem, {}).update(
                {(MAIL_WORDS, str(name)): str(said) for name, said in words.items()}
            )


def _labels(
    folder: Path, segments: Mapping[str, Segment], roles: Mapping[str, Role]
) -> dict[str, dict[tuple[str, str], str]]:
    """Labels by locale: those of the files, titles of segments and roles."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        labels = found.setdefault(path.stem, {})
        for anchor, names in _mapping(read_yaml(path)).items():
            if isinstance(names, dict):
                labels.update({(anchor, str(name)): str(shown) for name, shown in names.items()})
    _with_mail_words(found)
    titled = [("segment", name, segment.title) for name, segment in segments.items()]
    titled += [("value", name, dict(role.title)) for name, role in roles.items()]
    for anchor, name, titles in titled:
        for locale, shown in titles.items():
            found.setdefault(locale, {}).setdefault((anchor, name), shown)
    return found
