"""Who owns the data folder at this moment, and the live index of an opened one."""

from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.errors import Conflict
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.settings import Settings


def running_service(settings: Settings) -> str | None:
    """The process that owns the data folder, in words; None when nobody does."""
    lock = FileOwnerLock(settings.data)
    try:
        lock.acquire()
    except Conflict:
        owner = lock.owner()
        return "another process" if owner is None else f"process {owner.pid} ({owner.command})"
    lock.release()
    return None


def live_index(parts: Parts) -> LiveIndex:
    """The live index of opened parts, for the commands that rebuild it."""
    if not isinstance(parts.live, LiveIndex):
        raise TypeError(f"expected the live index, found {type(parts.live).__name__}")
    return parts.live
