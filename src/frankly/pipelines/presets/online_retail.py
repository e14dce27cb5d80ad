"""UCI Online Retail: a British shop of gifts, a year of purchases.

Categories and tags in this cut were derived from titles by rule, so "other" says nothing and is left out. `n_buyers`,
`n_purchases`, `first_seen` and `last_seen` look over the whole year and would leak across a time split: not imported.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frankly.pipelines.presets.part import Fields, PresetPart, country_code, find, mapped_part
from frankly.pipelines.rows.mapping_spec import FieldRule
from frankly.ports.rows import OpenRows, Row


def online_retail(folder: Path, open_rows: OpenRows) -> tuple[PresetPart, ...]:
    """Items, purchases with order and quantity (times are taken as UTC), each shopper's region from their country."""
    users = find(folder, "users.csv")
    regions = {
        str(row.fields["user_id"]): code
        for row in open_rows(users).rows()
        if isinstance(row, Row) and (code := country_code(str(row.fields["country"]))) is not None
    }

    def with_region(made: dict[str, Any], row: Mapping[str, object]) -> None:
        region = regions.get(made.get("person", ""))
        if region is not None:
            made["region"] = region

    items: Fields = {
        "id": "item_id",
        "title": "title",
        "categories": "category",
        "tags": "tags",
        "price": FieldRule(column="price_gbp", currency="GBP"),
    }
    purchases: Fields = {
        "person": "user_id",
        "item": "item_id",
        "order": "basket_id",
        "at": "ts",
        "quantity": "quantity",
        "kind": FieldRule(constant="purchase"),
    }
    return (
        mapped_part("items", find(folder, "items.jsonl"), open_rows, items, _without_other),
        mapped_part("events", find(folder, "interactions.csv"), open_rows, purchases, with_region),
        mapped_part("profiles", users, open_rows, {"person": "user_id"}, with_region),
    )


def _without_other(made: dict[str, Any], row: Mapping[str, object]) -> None:
    made["categories"] = [name for name in made.get("categories", ()) if name != "other"]
