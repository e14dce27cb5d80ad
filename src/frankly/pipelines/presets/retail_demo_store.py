"""Retail Demo Store: products with rich descriptions, and synthetic users with personas.

Of a user only the interests of the persona are taken. Names, addresses, e-mail, gender and age stay out.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frankly.pipelines.presets.part import Fields, PresetPart, find, mapped_part
from frankly.pipelines.rows.mapping_spec import FieldRule
from frankly.ports.rows import OpenRows


def retail_demo_store(folder: Path, open_rows: OpenRows) -> tuple[PresetPart, ...]:
    """Products with price in US dollars, stock, category, style as tag; interests of users in the persona's order."""
    products: Fields = {
        "id": "id",
        "title": "name",
        "description": "description",
        "categories": "category",
        "tags": "style",
        "price": FieldRule(column="price", currency="USD"),
        "stock": "current_stock",
    }
    users: Fields = {"person": "id", "interests": FieldRule(column="persona", separator="_")}
    return (
        mapped_part("items", find(folder, "products.yaml"), open_rows, products, _picture),
        mapped_part("profiles", find(folder, "users.json"), open_rows, users),
    )


def _picture(made: dict[str, Any], row: Mapping[str, object]) -> None:
    """Pictures lie in a folder for each category, as in the store itself."""
    if row.get("image") and row.get("category"):
        made["image_url"] = f"/images/{row['category']}/{row['image']}".replace(" ", "%20")
