"""Which surfaces show facts that a model wrote."""

from frankly.adapters.files.policies import load_policies
from frankly.settings import Settings, data_folder

OF_MODELS = frozenset({"rewritten", "approved"})


def surfaces_admitting(settings: Settings) -> dict[str, list[str]]:
    """Level → surfaces that admit facts of it.

    Raises:
        Misconfigured: when a policy file is wrong, with file and line.
    """
    folders = (data_folder("surfaces", settings), data_folder("policies", settings), data_folder("brand", settings))
    surfaces = load_policies(*folders).surfaces
    return {
        level: sorted(name for name, one in surfaces.items() if one.text.facts and level in one.text.levels)
        for level in sorted(OF_MODELS)
    }
