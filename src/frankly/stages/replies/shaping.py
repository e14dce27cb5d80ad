"""A reply as the type that was asked for."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from frankly.domain.model.fault import ReplyFault
from frankly.stages.replies.reading import read_object

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ReadReply(Generic[T]):
    """What a reply says, typed.

    Attributes:
        value: as asked for; None where the reply is not of that shape.
        faults: what was wrong with it, mended or not.
        where: the first place of a wrong shape, such as `items.2.text: Field required`; empty where it fits.
    """

    value: T | None
    faults: tuple[ReplyFault, ...] = ()
    where: str = ""


def read_reply(text: str, wanted: type[T]) -> ReadReply[T]:
    """Read a reply as a type.

    Args:
        text: what a model wrote.
        wanted: the type; what it forbids or lacks decides what a wrong shape is.

    Returns:
        The value where the reply has that shape, and all faults.
    """
    found = read_object(text)
    if found.value is None:
        return ReadReply(None, found.faults)
    try:
        return ReadReply(wanted.model_validate(found.value), found.faults)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        return ReadReply(None, (*found.faults, ReplyFault.WRONG_SHAPE), where)
