"""MovieLens: films with genres, and ratings of them."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from frankly.pipelines.presets.part import Fields, PresetPart, find, mapped_part
from frankly.pipelines.rows.mapping_spec import FieldRule
from frankly.ports.rows import OpenRows, Row

NO_GENRES: Final = "(no genres listed)"
MOST_TAGS: Final = 20
_YEAR: Final = re.compile(r"\((\d{4})\)\s*$")


def movielens(folder: Path, open_rows: OpenRows, *, with_tags: bool = False) -> tuple[PresetPart, ...]:
    """Films with genres as categories and the year of the title as attribute; ratings in whole stars.

    Args:
        folder: holds `movies.csv`, `ratings.csv` and `tags.csv`, plain or gzipped.
        open_rows: opens a file.
        with_tags: take the words that viewers gave to films, most frequent first. They are opinions of viewers, not
            statements of the catalogue, and so left out by default.
    """
    tags = _tags(folder, open_rows) if with_tags else {}

    def film(made: dict[str, Any], row: Mapping[str, object]) -> None:
        made["categories"] = [name for name in made.get("categories", ()) if name != NO_GENRES]
        made["tags"] = tags.get(made.get("id", ""), [])
        year = _YEAR.search(made.get("title", ""))
        if year:
            made["attributes"] = {"year": int(year[1])}

    films: Fields = {"id": "movieId", "title": "title", "categories": "genres"}
    ratings: Fields = {
        "person": "userId",
        "item": "movieId",
        "at": FieldRule(column="timestamp", format="unix_s"),
        "kind": FieldRule(constant="rate"),
    }
    return (
        mapped_part("items", find(folder, "movies.csv"), open_rows, films, film),
        mapped_part("events", find(folder, "ratings.csv"), open_rows, ratings, _stars),
    )


def _stars(made: dict[str, Any], row: Mapping[str, object]) -> None:
    """Half stars are rounded up: 3.5 speaks for a film, 2.5 for neither side, and half a star is one."""
    made["rating"] = int(Decimal(str(row["rating"])).quantize(Decimal(1), ROUND_HALF_UP))


def _tags(folder: Path, open_rows: OpenRows) -> dict[str, list[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in open_rows(find(folder, "tags.csv")).rows():
        if isinstance(row, Row):
            found[str(row.fields["movieId"])][str(row.fields["tag"]).strip().casefold()] += 1
    return {
        film: [tag for tag, _ in sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TAGS] if tag]
        for film, words in found.items()
    }
