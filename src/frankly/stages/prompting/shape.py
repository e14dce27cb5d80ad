"""The shape of a reply, from the model that it is read into: what is asked for and what is read cannot differ."""

from functools import lru_cache

import orjson
from pydantic import BaseModel

from frankly.domain.model.call import ReplyShape


@lru_cache(maxsize=64)
def shape_of(wanted: type[BaseModel], name: str) -> ReplyShape:
    """JSON Schema of a reply, without titles: they cost tokens and say nothing.

    Args:
        wanted: what the reply is read into.
        name: short name, shown to the model by some providers.
    """
    schema = _plain(wanted.model_json_schema())
    return ReplyShape(name=name, shape_json=orjson.dumps(schema, option=orjson.OPT_SORT_KEYS).decode())


def _plain(schema: object) -> object:
    if isinstance(schema, dict):
        return {name: _plain(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema
