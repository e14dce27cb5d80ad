"""`permutation`: an order is an order: every item once, nothing made up."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.handles import HANDLE, handles_in
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import judged, skipped
from frankly.evals.checks.reading import ids_of, items_of
from frankly.evals.runs.output import Called, Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.replies.handles import read_order
from frankly.stages.replies.reading import read_object

_LINE: Final = re.compile(rf"^({HANDLE.pattern}) \|", re.MULTILINE)


class PermutationOptions(Options):
    """What is borne."""

    main: ClassVar[str] = "copies"

    copies: bool = True
    """Whether a model may reply in the very order in which it was shown the items."""


class Permutation:
    """The check."""

    name: ClassVar[str] = "permutation"
    says: ClassVar[str] = (
        "Every item stands once, slots are counted without gaps, and a model's order is one of what it saw."
    )
    about: ClassVar[str] = (
        "Of a slate: slots 1, 2, 3 … and no item twice. Of each reply to a `rank` prompt: every handle that was sent, "
        "once, and none besides. The service mends such replies; here they are counted, because what it mends is no "
        "opinion. A reply that never came is `complete`'s matter."
    )
    options: ClassVar[type[Options]] = PermutationOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: PermutationOptions, bench: Bench) -> Finding:
        """Look at the slate and at every order."""
        items = items_of(output.answer)
        asked = [(call, shown) for call in output.calls if call.reply and (shown := _shown(call))]
        if not items and not asked:
            return skipped("there is no slate, and no order of a model")
        faults = list(_of_slate(output)) if items else []
        for call, shown in asked:
            faults += [f"{call.prompt}: {why}" for why in _of_reply(call, shown, options)]
        return judged(faults, max(len(items) + len(asked), len(faults)))

    def examples(self) -> Sequence[Example]:
        """A whole order, one with a handle that was never sent, one that leaves one out, and a slate with a double."""
        sent = "m3k7 | 100 | Travel | Farthest North\nb9t2 | 41 | Romance | Emma\nz4d8 | 30 | Adventure | Kim"
        whole = showing.called("rank/v1", '{"order": ["b9t2", "m3k7", "z4d8"]}', sent=sent)
        made_up = showing.called("rank/v1", '{"order": ["b9t2", "m3k7", "z4d8", "q7w9"]}', sent=sent)
        short = showing.called("rank/v1", '{"order": ["b9t2", "m3k7"]}', sent=sent)
        double = showing.slate("farthest-north", "farthest-north")
        return (
            showing.passes("each handle once", showing.output(calls=[whole])),
            showing.fails("a handle that was never sent", showing.output(calls=[made_up])),
            showing.fails("one is left out", showing.output(calls=[short])),
            showing.fails("an item stands twice", showing.output(answer=double)),
        )


def _shown(call: Called) -> Sequence[str]:
    """Handles that a call showed to be ordered, in their order; none where it asked for no order."""
    if call.prompt.split("/")[0] != "rank":
        return ()
    return tuple(dict.fromkeys(_LINE.findall(call.sent))) or tuple(handles_in(call.sent))


def _of_slate(output: Output) -> Iterator[str]:
    names = ids_of(output.answer)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        yield f"{', '.join(twice[:5])} stands in more than one slot"
    slots = [item["slot"] for item in items_of(output.answer) if "slot" in item]
    if slots and slots != list(range(1, len(names) + 1)):
        yield f"slots are {', '.join(map(str, slots[:20]))} and not 1 to {len(names)}"


def _of_reply(call: Called, shown: Sequence[str], options: PermutationOptions) -> Iterator[str]:
    read = read_object(call.reply)
    if read.value is None:
        yield "the reply holds no object"
        return
    for fault in read_order(read.value.get("order"), shown).faults:
        if fault is not ReplyFault.COPIED_ORDER or not options.copies:
            yield _WORDS.get(fault, fault.value)


_WORDS: Final = {
    ReplyFault.WRONG_SHAPE: "the reply holds no list of handles",
    ReplyFault.UNKNOWN_HANDLE: "the reply names a handle that was never sent",
    ReplyFault.DUPLICATE_HANDLE: "the reply names a handle twice",
    ReplyFault.MISSING_HANDLE: "the reply leaves out a handle that was sent",
    ReplyFault.COPIED_ORDER: "the reply repeats the order in which the items were shown",
}

CHECK: Final = Permutation()
