"""What must never be written anywhere: the secrets of the settings, and the keys of providers in the environment."""

import os
import re
from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr

from frankly.settings import Settings

_NAMED: Final = re.compile(r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS)(?:_|$)", re.IGNORECASE)


def known_secrets(settings: Settings, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every secret that this process was given.

    Args:
        settings: of the run.
        environment: variables by name; this process's own without any.

    Returns:
        Its text → the name of the setting or variable. A setting that was left as it is shipped is no secret.
    """
    given = os.environ if environment is None else environment
    found = {value: name for name, value in given.items() if value and _NAMED.search(name)}
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and value != field.default:
            found[value.get_secret_value()] = f"FRANKLY_{name.upper()}"
    return found
