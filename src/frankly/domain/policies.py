"""All data that people edit, loaded and validated: what holds for every surface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.person.segment import Segment
from frankly.domain.surface import Surface


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """What a stated role or intent stands for.

    Attributes:
        name: as people state it.
        tags: tags that it stands for.
        categories: categories that it stands for.
        title: locale → what is said in a sentence ("teachers").
    """

    name: str
    tags: Sequence[str]
    categories: Sequence[str]
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Policies:
    """Surfaces and what they share.

    Attributes:
        surfaces: name → surface.
        segments: name → segment, in the order of the file.
        roles: name → role or intent.
        labels: locale → (anchor type, value) → label shown to people.
        sensitive_topics: topics that need consent one by one.
        version: hash of segments, roles and labels (surfaces have their own).
        training: how models are trained.
    """

    surfaces: Mapping[str, Surface]
    segments: Mapping[str, Segment]
    roles: Mapping[str, Role]
    labels: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    version: str = ""
    training: TrainingPolicy = field(default_factory=TrainingPolicy)

    _merged: dict[tuple[str, tuple[str, ...]], Surface] = field(default_factory=dict)

    def served(self) -> list[Surface]:
        """Every surface as it stands, and as each of its segments overrides it."""
        return [
            self.surface_for(name, segments)
            for name, surface in self.surfaces.items()
            for segments in ((), *((segment,) for segment in surface.segments))
        ]

    def surface_for(self, name: str, segments: Sequence[str]) -> Surface:
        """The surface as it holds for someone who belongs to these segments: overrides merged in the order of the file.

        Raises:
            KeyError: for a surface that does not exist.
        """
        surface = self.surfaces[name]
        matching = tuple(segment for segment in surface.segments if segment in segments)
        if not matching:
            return surface
        # Merging validates the whole surface again (about a millisecond), so each combination is merged once.
        if (name, matching) not in self._merged:
            self._merged[name, matching] = overridden(surface, matching)
        return self._merged[name, matching]


def overridden(surface: Surface, segments: Sequence[str]) -> Surface:
    """A surface with the settings that some segments override.

    Raises:
        ValidationError: when an override does not fit the surface.
    """
    merged: dict[str, object] = surface.model_dump()
    for segment in segments:
        merged = _merge(merged, surface.segments[segment])
    return Surface.model_validate(merged)


def _merge(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        result[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result
