"""Policies under which everyone meets the language model: for trials of what it may do wrong."""

from collections.abc import Mapping
from dataclasses import replace

from frankly.domain.person.consent import Purpose
from frankly.domain.policies import Policies
from frankly.domain.surface import Surface


def allowing(policies: Policies) -> Policies:
    """The same policies, but for this: where nobody has decided, a model may be asked; nobody is held out."""
    surfaces = {name: _allowing(surface) for name, surface in policies.surfaces.items()}
    return replace(policies, surfaces=surfaces, _merged={})


def _allowing(surface: Surface) -> Surface:
    consent: Mapping[Purpose, bool] = {**surface.consent, Purpose.MODEL: True, Purpose.EXPLAIN: True}
    holdout = surface.holdout.model_copy(update={"share": 0})
    return surface.model_copy(update={"consent": consent, "holdout": holdout})
