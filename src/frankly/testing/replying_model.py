"""A language model that replies what a function of the call says, and keeps every call; mirrors `ScriptedModel`."""

from collections.abc import AsyncGenerator, Callable

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.testing.model.asked import Asked
from frankly.testing.model.replies import good_value


class ReplyingModel:
    """Port `LanguageModel` whose replies depend on what is asked."""

    def __init__(self, reply: Callable[[ModelCall], str], name: str = "replying") -> None:
        """Prepare.

        Args:
            reply: from a call to the text of its reply; may raise an error of ours.
            name: of the model.
        """
        self._reply, self._name = reply, name
        self.calls: list[ModelCall] = []
        """All calls, in order."""

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """What the function says."""
        self.calls.append(call)
        text = self._reply(call)
        usage = ModelUsage(tokens_in=self.count(sent(call)), tokens_out=self.count(text), is_counted_here=True)
        return ModelReply(text=text, model=self._name, usage=usage)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The same in one piece."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Four letters a token."""
        return len(text) // 4 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """It costs nothing."""
        return 0


def sent(call: ModelCall) -> str:
    """Everything of a call that goes to a provider: who pays and how long there is time do not."""
    shape = call.shape
    told = [f"{call.prompt}/v{call.version}", *(part.text for part in call.parts)]
    return "\n".join([*told, *([shape.name, shape.shape_json] if shape is not None else [])])


def asked(call: ModelCall) -> Asked:
    """A call as the model server reads it from the wire."""
    body: dict[str, object] = {"messages": [{"role": part.role.value, "content": part.text} for part in call.parts]}
    if call.shape is not None:
        schema = {"name": call.shape.name, "schema": call.shape.shape}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return Asked(body)


def in_shape(call: ModelCall) -> object:
    """A value of the shape that was asked for, with harmless sentences in it."""
    return good_value(asked(call))
