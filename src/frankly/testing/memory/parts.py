"""Part files in memory; mirrors `adapters/files/part_folder.py`."""

from collections.abc import Callable, Sequence

from frankly.domain.campaign.outgoing import PartFile


class MemoryParts:
    """Port `PartStore` over a dictionary.

    Attributes:
        files: name → bytes.
        kill: called with the name of a part after it was written, before anybody learns of it; raises to stop there.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.files: dict[str, bytes] = {}
        self.kill: Callable[[str], None] = lambda _: None

    async def has(self, part: str) -> bool:
        """Whether there are files of a part."""
        return any(name.startswith((f"{part}.", f"{part}/")) for name in self.files)

    async def put(self, part: str, files: Sequence[PartFile]) -> None:
        """Write the files of a part; what it had before is replaced."""
        for name in [name for name in self.files if name.startswith((f"{part}.", f"{part}/"))]:
            del self.files[name]
        self.files |= {file.name: file.data for file in files}
        self.kill(part)
