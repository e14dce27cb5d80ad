"""What is said below the fields of a model, as its schema and whoever lists the fields tell it."""

from typing import Annotated

from pydantic import BaseModel, Field, create_model

from frankly.domain.base import Frozen
from frankly.domain.documented import described
from frankly.domain.surface import Surface


class Shelf(Frozen):
    """A place for books."""

    width_cm: int
    """How wide it is;
    its boards are thicker."""

    boards: Annotated[int, Field(description="How many lie upon each other.")] = 1
    """Not read: the definition says it already."""

    room: str = Field("study", alias="Room")
    """Where it stands."""

    empty: bool = True


class TallShelf(Shelf):
    """A higher one."""

    height_cm: int
    """How high it is."""

    beside: Shelf | None = None
    """What stands next to it."""


class Eager(BaseModel, use_attribute_docstrings=True):
    """Reads its source when it is made."""

    size: int
    """How much
    fits in."""


class Late(Frozen):
    """The same, when it is asked."""

    size: int
    """How much
    fits in."""


TOLD = {
    "width_cm": "How wide it is;\nits boards are thicker.",
    "boards": "How many lie upon each other.",
    "room": "Where it stands.",
}


def test_what_stands_below_a_field_describes_it_and_its_definition_goes_first() -> None:
    assert described(Shelf) == TOLD


def test_what_is_inherited_is_described_where_it_was_written() -> None:
    assert described(TallShelf) == {**TOLD, "height_cm": "How high it is.", "beside": "What stands next to it."}


def test_a_class_without_source_is_not_described() -> None:
    assert described(create_model("Made", size=(int, 1))) == {}


def test_the_schema_tells_it_by_the_names_that_it_shows() -> None:
    shown = TallShelf.model_json_schema()["properties"]
    assert {name: one.get("description") for name, one in shown.items()} == {
        **{"Room" if name == "room" else name: text for name, text in described(TallShelf).items()},
        "empty": None,
    }


def test_it_says_what_pydantic_says_when_it_reads_the_source_itself() -> None:
    assert Late.model_json_schema()["properties"] == Eager.model_json_schema()["properties"]


def test_settings_that_people_edit_are_all_described() -> None:
    assert set(described(Surface)) == set(Surface.model_fields)
