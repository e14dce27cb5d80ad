"""The Complete Journey: a grocery, its products and a sample of a year's transactions.

Products have no name; their type stands for it, else their category. Age, income, marital status and size of households
are not taken up as facts: nobody stated them for recommendations, and most would be sensitive. Audits read them apart.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frankly.pipelines.presets.part import Fields, PresetPart, find, mapped_part
from frankly.pipelines.rows.mapping_spec import FieldRule
from frankly.ports.rows import OpenRows


def completejourney(folder: Path, open_rows: OpenRows) -> tuple[PresetPart, ...]:
    """Products, and purchases with basket and quantity (times are taken as UTC).

    Products without type and category, and lines of a receipt with quantity 0, are rejected.
    """
    products: Fields = {"id": "product_id", "title": "product_type"}
    purchases: Fields = {
        "person": "household_id",
        "item": "product_id",
        "order": "basket_id",
        "at": "transaction_timestamp",
        "quantity": "quantity",
        "kind": FieldRule(constant="purchase"),
    }
    transactions = find(folder, "transactions.csv", "transactions_sample.csv")
    return (
        mapped_part("items", find(folder, "products.csv"), open_rows, products, _product),
        mapped_part("events", transactions, open_rows, purchases),
    )


def _product(made: dict[str, Any], row: Mapping[str, object]) -> None:
    if "title" not in made and row["product_category"]:
        made["title"] = row["product_category"]
    made["categories"] = [str(row[name]) for name in ("product_category", "department") if row[name]]
    given = {"package_size": row["package_size"], "brand": row["brand"]}
    made["attributes"] = {name: value for name, value in given.items() if value}
