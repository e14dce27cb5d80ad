"""Holds text without evidence against named items, and says what in it is no plain prose."""

import asyncio
import re
from typing import Final

from frankly.domain.untrusted.detect import findings
from frankly.pipelines.checking.bearings import Bearings, Gate
from frankly.pipelines.checking.views import CheckedText, TextInput
from frankly.stages.unbound.checking import check_unbound

_MARKS: Final = re.compile(
    r"(?m:^[ \t]{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}[.)])(?=[ \t]))|\*{1,3}|~~|`+|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)"
    r"|!?\[(?=[^\]\n]*\]\()|\]\([^()\n]*\)|<[^<>\n]*>"
)


async def check_text(gate: Gate, given: TextInput) -> CheckedText:
    """Check a text that names no evidence. Whatever is found, the text is not verified by it.

    Raises:
        NotFound: when one of the items is not there.
        StoreUnavailable: when the store cannot be read.
    """
    bearings = Bearings(gate)
    items = [await bearings.item(name) for name in dict.fromkeys(given.items)]
    # A long text against many items takes a second or more: other requests go on meanwhile.
    report = await asyncio.to_thread(check_unbound, without_markdown(given.text), items)
    return CheckedText(report=report.model_copy(update={"text": given.text}), findings=findings(given.text))


def without_markdown(text: str) -> str:
    """Text with spaces in place of Markdown's marks, so that every place stays where it was."""
    return _MARKS.sub(lambda match: " " * len(match.group()), text)
