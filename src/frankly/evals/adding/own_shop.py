"""A shop of a few items beside a suite, for a case whose catalogue is not built in: `shops/<case>.jsonl`."""

from collections.abc import Sequence
from pathlib import Path

import orjson
from pydantic import ValidationError

from frankly.domain.faults import fault
from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured, NotFound
from frankly.evals.data_sets import DataSet


def shop_text(items: Sequence[Item], now: int) -> bytes:
    """Items as a shop's file: its moment on the first line, an item on each other."""
    lines = [{"now": now}, *(item.model_dump(mode="json", exclude_defaults=True) for item in items)]
    return b"".join(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n" for line in lines)


def read_shop(name: str, path: Path) -> DataSet:
    """Read a shop's file; nobody has acted in it.

    Raises:
        NotFound: when there is none.
        Misconfigured: when a line is wrong, with its number.
    """
    if not path.is_file():
        raise NotFound(f"There is no shop {path}; 'shop' names a built-in one, or a file beside the suite.")
    now, items = 0, []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            read = orjson.loads(line)
            if number == 1:
                now = int(read["now"])
            else:
                items.append(Item.model_validate(read))
        except ValidationError as error:
            found = fault(error.errors(include_url=False)[0], Item)
            raise Misconfigured(f"{path}:{number}: {found.pointer}: {found.detail}.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Misconfigured(
                f'{path}:{number}: expected {{"now": …}} on the first line and an item on each other: {error}.'
            ) from error
    return DataSet(name, items, (), (), EpochMs(now))
