"""Objects that are made when they are asked for: of hundreds of pieces of evidence a few dozen are told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")


class Made(Sequence[T]):
    """A sequence whose members are made one by one, each once."""

    __slots__ = ("_found", "_make", "_number")

    def __init__(self, number: int, make: Callable[[int], T]) -> None:
        """Make nothing yet.

        Args:
            number: how many there are.
            make: makes the one at a place.
        """
        self._number, self._make = number, make
        self._found: dict[int, T] = {}

    def __len__(self) -> int:
        """How many there are."""
        return self._number

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> list[T]: ...

    def __getitem__(self, place: int | slice) -> T | list[T]:
        """The one at a place, or some of them."""
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(self._number))]
        found = self._found.get(place)
        if found is not None:
            return found
        if not -self._number <= place < self._number:
            raise IndexError(place)
        place %= self._number
        if place not in self._found:
            self._found[place] = self._make(place)
        return self._found[place]

    def __iter__(self) -> Iterator[T]:
        """All of them, in order."""
        return map(self.__getitem__, range(self._number))


class Named(Mapping[str, T]):
    """The same by name; to ask whether there is one makes none."""

    __slots__ = ("_all", "_known", "_places")

    def __init__(self, names: Sequence[str], members: Sequence[T]) -> None:
        """Name the members, in their order."""
        self._all = members
        self._places = dict(zip(names, range(len(names)), strict=True))
        self._known: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        """The one of that name."""
        found = self._known.get(name)
        if found is None:
            # Asked again and again while a sentence is held to its evidence.
            found = self._known[name] = self._all[self._places[name]]
        return found

    @overload
    def get(self, name: str, /) -> T | None: ...

    @overload
    def get(self, name: str, /, default: D) -> T | D: ...

    def get(self, name: str, /, default: object = None) -> object:
        """The one of that name, or what is given instead; without the error that a mapping raises and catches."""
        found = self._known.get(name)
        return found if found is not None else self[name] if name in self._places else default

    def __contains__(self, name: object) -> bool:
        """Whether there is one of that name."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)
