"""`schema`: an answer, an object or a model's reply has the shape that it must have."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, model_validator

from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.tasks.judge import JudgeReply
from frankly.domain.model.tasks.message import MessageReply
from frankly.domain.model.tasks.phrase import PhraseReply
from frankly.domain.model.tasks.rank import RankReply
from frankly.domain.model.tasks.repair import RepairReply
from frankly.domain.model.tasks.write import WriteReply
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, judged, passed, shown, skipped
from frankly.evals.checks.shape.json_schema import faults_of, read_schema
from frankly.evals.runs.output import Called, Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.replies.shaping import read_reply

REPLIES: Final[Mapping[str, type[BaseModel]]] = {
    "rank": RankReply,
    "write": WriteReply,
    "repair": RepairReply,
    "phrase": PhraseReply,
    "judge": JudgeReply,
    "message": MessageReply,
}
"""Task of a prompt → the shape of its reply."""


def _schema(told: dict[str, Any]) -> dict[str, Any]:
    read_schema(told)
    return told


class SchemaOptions(Options):
    """What is looked at, and what shape it must have."""

    main: ClassVar[str] = "like"

    of: Literal["answer", "replies"] | None = None
    """`answer`: the answer, or the object of the case · `replies`: what models replied, each by its task's own shape;
    absent: the answer where `like` is given, else the replies."""

    like: Annotated[dict[str, Any], AfterValidator(_schema)] | None = None
    """JSON Schema (2020-12), with references inside itself alone."""

    clean: bool = False
    """Whether a reply must be JSON and nothing else: no fence, no prose, nothing mended."""

    @model_validator(mode="after")
    def _something(self) -> "SchemaOptions":
        if self.of == "answer" and self.like is None:
            raise ValueError("say under 'like' what shape the answer must have")
        return self


class Schema:
    """The check."""

    name: ClassVar[str] = "schema"
    says: ClassVar[str] = "An object, or what a model replied, has the shape that it must have."
    about: ClassVar[str] = (
        "Without options, each reply of a model is read as the service reads it, and held to the shape of its task. "
        "With `like`, the answer is held to a JSON Schema; patterns are matched by a linear engine. Formats are not "
        "checked."
    )
    options: ClassVar[type[Options]] = SchemaOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: SchemaOptions, bench: Bench) -> Finding:
        """Hold it to its shape."""
        of = options.of or ("replies" if options.like is None else "answer")
        if of == "answer":
            return _answer(output, options)
        replies = [call for call in output.calls if _read_as(call, options) and (call.reply or not call.fault)]
        if not replies:
            return skipped("no model replied")
        return judged([f"{call.prompt}: {why}" for call in replies if (why := _reply(call, options))], len(replies))

    def examples(self) -> Sequence[Example]:
        """A reply that can be read, one that cannot, and an object with a name too few."""
        shape = {"type": "object", "required": ["order"], "properties": {"order": {"type": "array", "minItems": 1}}}
        good = showing.called("rank/v1", '{"order": ["m3k7", "b9t2"]}')
        bad = showing.called("rank/v1", "I would put m3k7 first.")
        fenced = showing.called("rank/v1", 'Here you are:\n```json\n{"order": ["m3k7"]}\n```')
        return (
            showing.passes("a reply as it was asked for", showing.output(calls=[good])),
            showing.passes("a fence, which the service reads through", showing.output(calls=[fenced])),
            showing.fails("the same where nothing may stand around it", showing.output(calls=[fenced]), clean=True),
            showing.fails("prose", showing.output(calls=[bad])),
            showing.passes("an object of the shape", showing.valued({"order": ["emma"]}), like=shape),
            showing.fails("the name is another", showing.valued({"ranking": ["emma"]}), like=shape),
        )


def _answer(output: Output, options: SchemaOptions) -> Finding:
    if output.answer is None or options.like is None:
        return skipped("there is no answer")
    faults = faults_of(output.answer, options.like)
    return failed(faults) if faults else passed(1.0)


def _read_as(call: Called, options: SchemaOptions) -> bool:
    return options.like is not None or call.prompt.split("/")[0] in REPLIES


def _reply(call: Called, options: SchemaOptions) -> str:
    """Why a reply is not of its shape; empty where it is."""
    if not call.reply.strip():
        return "the reply is empty"
    read = read_reply(call.reply, _Anything if options.like is not None else REPLIES[call.prompt.split("/")[0]])
    if read.value is None:
        where = f", at {read.where}" if read.where else ""
        return f"{_told(read.faults)}{where}: {shown(call.reply)}"
    if options.clean and read.faults:
        return f"{_told(read.faults)}: {shown(call.reply)}"
    wrong = faults_of(read.value.model_dump(), options.like) if options.like is not None else []
    return "; ".join(wrong)


class _Anything(BaseModel, extra="allow"):
    """Any object."""


def _told(faults: Sequence[ReplyFault]) -> str:
    return ", ".join(fault.value for fault in faults)


CHECK: Final = Schema()
