"""A language model whose replies stand in a cassette."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Literal

from frankly.domain.model.call import ModelCall, Payer
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import FranklyError, ModelFailed, ModelMisbehaved, NotRecorded
from frankly.evals.cassettes.heard import Heard
from frankly.evals.cassettes.line import Writer, prompt_of
from frankly.evals.cassettes.shelf import Shelf
from frankly.ports.asking.model import LanguageModel

Mode = Literal["replay", "record", "auto", "live"]
"""Only what is recorded; ask for everything anew and record it; ask for what is missing and record it; ask for
everything and record nothing."""

SAMPLES_APART = 10
"""Samples of a cell are so far apart: some tasks ask for a second sample themselves."""


@dataclass(frozen=True, slots=True)
class Varied:
    """What a cell's variables change in every call.

    Attributes:
        sample: which of several tries.
        temperature_milli: freedom of choice in thousandths; None leaves it to the prompt.
        payer: whose budgets calls are taken from; None leaves it to whoever asks.
    """

    sample: int = 0
    temperature_milli: int | None = None
    payer: Payer | None = None

    def of(self, call: ModelCall) -> ModelCall:
        """The call as it is asked."""
        changed: dict[str, object] = {"sample": call.sample + SAMPLES_APART * self.sample}
        if self.temperature_milli is not None:
            parameters = call.parameters.model_copy(update={"temperature_milli": self.temperature_milli})
            changed["parameters"] = parameters
        if self.payer is not None:
            changed["payer"] = self.payer
        return call.model_copy(update=changed)


class CassetteModel:
    """Port `LanguageModel` over recorded replies.

    Attributes:
        heard: every call of this very object, in order.
    """

    def __init__(
        self,
        shelf: Shelf,
        mode: Mode,
        varied: Varied,
        live: LanguageModel | None = None,
        stand_in: LanguageModel | None = None,
        *,
        is_anew: bool = False,
    ) -> None:
        """Prepare.

        Args:
            shelf: what is recorded of the model, and where it is kept.
            mode: whether the model itself is asked.
            varied: what is changed in every call.
            live: the model itself; wanted in every mode but `replay`.
            stand_in: who writes where nothing is recorded, labelled as simulated.
            is_anew: whether what was recorded before this recording counts as not recorded.
        """
        self._shelf, self._mode, self._varied, self._live, self._stand_in = shelf, mode, varied, live, stand_in
        self._is_anew = is_anew
        self.heard: list[Heard] = []

    @property
    def name(self) -> str:
        """Name of the model that is recorded."""
        return self._shelf.model

    async def complete(self, call: ModelCall) -> ModelReply:
        """The recorded reply, or the model's own where the mode asks it.

        Raises:
            NotRecorded: when there is none, nobody is asked and nobody stands in.
            ModelFailed: when the model itself fails.
            ModelMisbehaved: when its reply is empty or has no end.
            Invalid: when its reply may not be kept, because something secret or personal stands in it.
        """
        asked = self._varied.of(call)
        key = asked.key(self.name)
        heard = Heard(asked, key, self.name, lost_rules=self._shelf.lost(asked))
        try:
            heard, reply = await self._came(heard)
        except FranklyError as error:
            heard = replace(heard, failure=error, is_missed=isinstance(error, NotRecorded))
            raise
        finally:
            self.heard.append(heard)
        return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The same in one piece: what is recorded is whole replies."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text: the model's own count where it is at hand, else nearly."""
        return self._live.count(text) if self._live is not None else len(text) // 4 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar; None where the model is not at hand."""
        return self._live.price(usage) if self._live is not None else None

    async def _came(self, heard: Heard) -> tuple[Heard, ModelReply]:
        line = self._shelf.find(heard.key, is_fresh=self._is_anew) if self._mode != "live" else None
        if line is not None:
            reply = line.as_reply()
            return replace(heard, reply=reply, writer=line.writer, is_recorded=True), reply
        if self._mode != "replay" and self._live is not None:
            return await self._ask(heard, self._live)
        self._shelf.miss(heard)
        if self._stand_in is not None:
            return await self._simulate(heard, self._stand_in)
        raise NotRecorded(
            f"No reply of {self.name} to this call of {prompt_of(heard.call)} is recorded (key {heard.key}). "
            "Record it: frankly eval record; or judge the prompt by a simulated writer: frankly eval run --simulated."
        )

    async def _ask(self, heard: Heard, live: LanguageModel) -> tuple[Heard, ModelReply]:
        reply = await live.complete(heard.call)
        writer: Writer = "simulated" if is_simulated(self.name) else "recorded"
        if self._mode != "live":
            self._shelf.keep(heard.call, reply, writer)
        return replace(heard, reply=reply, writer=writer), reply

    async def _simulate(self, heard: Heard, stand_in: LanguageModel) -> tuple[Heard, ModelReply]:
        try:
            reply = await stand_in.complete(heard.call)
        except (ValueError, ModelFailed, ModelMisbehaved) as error:
            raise NotRecorded(
                f"No reply of {self.name} to this call of {prompt_of(heard.call)} is recorded, and {stand_in.name} "
                f"cannot write it: {error}"
            ) from error
        return replace(heard, reply=reply, writer="simulated", is_missed=True), reply


def is_simulated(model: str) -> bool:
    """Whether a model is no language model, by its name."""
    return model.startswith("simulated/")
