"""The JSON Schema of a campaign's file, for editors that help while people write."""

from typing import Any, Final

import orjson

from frankly.domain.campaign.campaign import Campaign

SCHEMA_FILE: Final = "campaign.schema.json"
"""Beside the campaigns; the first line of each names it."""


def campaign_schema() -> bytes:
    """The schema as JSON text; the name is left to the file's own."""
    schema: dict[str, Any] = Campaign.model_json_schema()
    schema["required"] = [name for name in schema["required"] if name != "name"]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A campaign"}
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n"
