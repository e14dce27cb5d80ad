"""Money in whole minor units with its currency; never a float."""

from typing import Annotated

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen


class Money(Frozen):
    """An amount of one currency."""

    amount_minor: Annotated[int, Field(ge=0, le=10**12)]
    """Whole minor units: 1299 is 12.99 EUR, and 1299 JPY where the currency has none."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code."""
