"""Addresses: how a person's id stands in one, and which methods an address takes."""

from typing import Final

from fastapi import APIRouter
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route

PERSON: Final = "person"
"""Name of the path convertor of people's ids: `{id:person}`."""


ITEM: Final = "item"
"""Name of the path convertor of items' ids: `{id:item}`."""


class PersonConvertor(Convertor[str]):
    """An id of a person, slashes and all, but none that ends like an address below a person.

    Otherwise `DELETE /v1/people/ada/facts` would answer that nothing is stored of a person called `ada/facts`.
    """

    regex = "(?:(?!/(?:facts|consent|reset|corrections|decisions|corrections/[^/]+)$).)+"

    def convert(self, value: str) -> str:
        """The id as it stands in the address."""
        return value

    def to_string(self, value: str) -> str:
        """The address of an id."""
        return value


class ItemConvertor(PersonConvertor):
    """An id of an item, slashes and all, but none that ends like the address of its facts, for the same reason."""

    regex = "(?:(?!/facts(?:/[0-9a-f]{24}/review)?$).)+"


register_url_convertor(PERSON, PersonConvertor())
register_url_convertor(ITEM, ItemConvertor())


class Addresses:
    """All addresses of the service that are loaded."""

    def __init__(self) -> None:
        """Begin with none."""
        self._routes: list[Route] = []

    def add(self, router: APIRouter) -> None:
        """Take the routes of a router in."""
        self._routes += [route for route in router.routes if isinstance(route, Route)]

    def methods(self, path: str) -> list[str]:
        """Methods that an address takes, by the most particular pattern that it fits, in order of the alphabet."""
        fitting = [route for route in self._routes if route.path_regex.match(path)]
        closest = max((len(route.path_format) for route in fitting), default=0)
        return sorted({name for route in fitting if len(route.path_format) == closest for name in route.methods or ()})
