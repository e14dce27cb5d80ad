"""Options that many checks share: which texts are looked at, and one word where a list is meant."""

from typing import Annotated

from pydantic import BeforeValidator

from frankly.evals.checks.check import Options


def _as_list(told: object) -> object:
    return (told,) if isinstance(told, str) else told


Words = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""Some texts; in files one may stand alone."""


class TextOptions(Options):
    """Which texts are looked at."""

    where: Words = ()
    """Places of texts, with `*` for any part: `headline`, `items.*.sentences.*`, `message.subject`, `text.0`; none: all
    texts."""
