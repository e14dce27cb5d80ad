"""`complete`: the answer is full, whatever became of the model."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from frankly.domain.person.consent import Purpose
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import Words
from frankly.evals.checks.found import judged, number_of, skipped
from frankly.evals.checks.reading import asked, items_of, listed, part
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

MESSAGE_LINES: Final = ("subject",)
"""Lines without which an e-mail is none."""


class CompleteOptions(Options):
    """What a full answer has."""

    main: ClassVar[str] = "items"

    items: Annotated[int, Field(ge=0)] | None = None
    """Least items; absent: as many as were asked for, or one where the answer itself says that there are too few."""

    sentences: Annotated[int, Field(ge=0)] | None = None
    """Least sentences of each item; absent: one, but for items of which templates alone have nothing to say either,
    such as a new book whose description is in another language."""

    lines: Words = ()
    """Lines that must stand above or around the items, such as `headline`, `intro`, `greeting`."""


class Complete:
    """The check."""

    name: ClassVar[str] = "complete"
    says: ClassVar[str] = "The answer is full: its items, a sentence for each, and the lines that were asked for."
    about: ClassVar[str] = (
        "The same is asked of an answer whose model was down, late or refused as of any other: nothing may be missing, "
        "for templates tell what a model does not; what they alone say is made besides. It counts texts, and does not "
        "read them. Where nothing was to be explained, no sentence is missed."
    )
    options: ClassVar[type[Options]] = CompleteOptions
    probes: ClassVar[Sequence[Probe]] = ("template",)
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: CompleteOptions, bench: Bench) -> Finding:
        """Count what is there."""
        if output.answer is None or asked(output) is None:
            return skipped("no answer was asked for")
        faults = [*_items(output, options), *_sentences(output, options), *_lines(output, options)]
        return judged(faults, max(len(faults), len(items_of(output.answer)), 1))

    def examples(self) -> Sequence[Example]:
        """A whole slate though the model failed, one with an item that nobody explains, and an empty one."""
        failed = {"degradations": [{"code": "model_failed", "part": "write", "detail": ""}]}
        texts = (showing.reason(), showing.reason(item="emma", place="items.1.sentences.0"))
        slate = showing.slate("farthest-north", "emma", **failed)
        beside = {"template": (showing.output(*texts, answer=slate),)}
        return (
            showing.passes("it says what templates say", showing.output(*texts, answer=slate, probes=beside)),
            showing.fails("an item has lost its sentence", showing.output(texts[0], answer=slate, probes=beside)),
            showing.fails("nobody asked what templates say", showing.output(texts[0], answer=slate)),
            showing.fails("no item", showing.output(answer=showing.slate(**failed))),
            showing.fails("the headline is missing", showing.output(*texts, answer=slate), lines="headline"),
        )


def _items(output: Output, options: CompleteOptions) -> Iterator[str]:
    request, found = asked(output), len(items_of(output.answer))
    limit = None if request is None else request.limit
    codes = {part(one, "code") for one in listed(output.answer, "degradations")}
    least = options.items
    if least is None:
        least = 1 if limit is None or "too_few_items" in codes else limit
    if found < least:
        yield f"there {'is' if found == 1 else 'are'} {number_of(found, 'item')}, at least {least} must be"


def _sentences(output: Output, options: CompleteOptions) -> Iterator[str]:
    if not _is_explained(output):
        return
    templates = [one for one in output.probes.get("template", ()) if one.answer is not None]
    alone = {item["id"]: _number(one, item) for one in templates for item in items_of(one.answer)}
    for item in items_of(output.answer):
        least = options.sentences
        if least is None:
            least = min(alone.get(item["id"], 0), 1) if templates else 1
        count = _number(output, item)
        if count < least:
            yield f"{item['id']} has {number_of(count, 'sentence')} and must have {least}"


def _is_explained(output: Output) -> bool:
    """Whether sentences were asked for, and allowed."""
    request = asked(output)
    purposes = part(output.answer, "scope", "purposes")
    is_allowed = not isinstance(purposes, list | tuple) or Purpose.EXPLAIN.value in purposes
    is_wanted = request is None or request.explain != "none" or output.cell.ask.message is not None
    return is_wanted and is_allowed


def _number(output: Output, item: Any) -> int:
    """Sentences of an item."""
    told = [text for text in output.delivered if text.item == item["id"] and ".sentences." in text.place]
    return max(len([text for text in told if text.text.strip()]), len(_said(item)))


def _said(item: Any) -> list[Any]:
    texts = (part(one, "text") for one in listed(item, "sentences"))
    return [text for text in texts if isinstance(text, str) and text.strip()]


def _lines(output: Output, options: CompleteOptions) -> Iterator[str]:
    wanted = (*options.lines, *(MESSAGE_LINES if output.cell.ask.message is not None else ()))
    there = {text.place.rsplit(".", 1)[-1] for text in output.delivered if text.item is None and text.text.strip()}
    for line in dict.fromkeys(wanted):
        told = part(output.answer, line, "text") or part(output.answer, "message", line, "text")
        if line not in there and not (isinstance(told, str) and told.strip()):
            yield f"there is no {line}"


CHECK: Final = Complete()
