"""The shape of a reply, from the model that it is read into: what is asked for and what is read cannot differ."""

from functools import lru_cache

import orjson
from pydantic import BaseModel

from frankly.domain.model.call import ReplyShape


@lru_cache(maxsize=64)
def shape_of(wanted: type[BaseModel], name: str) -> ReplyShape:
    """JSON Schema of a reply, without titles, descriptions and defaults: they cost tokens, and the prompt says it all.

    Args:
        wanted: what the reply is read into.
        name: short name, shown to the model by some providers.
    """
    schema = _plain(wanted.model_json_schema())
    return ReplyShape(name=name, shape_json=orjson.dumps(schema, option=orjson.OPT_SORT_KEYS).decode())


_SILENT = frozenset({"title", "description", "default"})


def _plain(schema: object, *, is_fields: bool = False) -> object:
    """The same without what says nothing; a field may well be called `title`."""
    if isinstance(schema, dict):
        return {
            name: _plain(value, is_fields=name in {"properties", "$defs"} and not is_fields)
            for name, value in schema.items()
            if is_fields or name not in _SILENT
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema
