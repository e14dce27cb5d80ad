"""A language model made of code that writes phrases and judges them from nothing but the rendered prompt. Simulated.

Its sentences are dull: whole sentences of the source, and examples that the rules print. It stands in for a model
where what counts is the number of calls, the way of a reply, or what a refusal does. Of how well models write it says
nothing.
"""

import re
from collections.abc import AsyncGenerator
from typing import Final

import orjson

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import ModelUnavailable

_SPAN: Final = re.compile(r"<(s\d+)>(.*?)</\1>")
_JUDGED: Final = re.compile(r"<source>(.*?)</source>\s*<sentence>(.*?)</sentence>", re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_EXAMPLES: Final = re.compile(r"## Examples\n\n(.*?)(?:\n\n|\Z)", re.DOTALL)
_WANTED: Final = re.compile(r"Write (?:at most )?(\d+) sentences")
_GROUP: Final = re.compile(r"\{g1\.(?:category|creator|tag)\}")
_CHARACTERS: Final = 4
"""Of a token, roughly."""


class PhraseWriter:
    """Port `LanguageModel` that writes what its prompt offers."""

    def __init__(self, *, name: str = "simulated/phrase-writer", lies_every: int = 0, fails_after: int | None = None):
        """Prepare.

        Args:
            name: of the model.
            lies_every: of so many facts one says something that its source does not; 0 for none.
            fails_after: from so many calls on it cannot be reached; None for never.
        """
        self._name, self._lies_every, self._fails_after = name, lies_every, fails_after
        self._told = 0
        self.calls: list[ModelCall] = []
        """All calls, in order."""

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """Facts, patterns of reasons, or a judgement, whatever is asked for."""
        if self._fails_after is not None and len(self.calls) >= self._fails_after:
            raise ModelUnavailable("The simulated writer was made to fail.")
        self.calls.append(call)
        rules, data = call.parts[0].text, call.parts[-1].text
        said = self._judgement(data) if call.prompt == "judge" else {"sentences": self._sentences(rules, data)}
        text = orjson.dumps(said).decode()
        usage = ModelUsage(tokens_in=self.count(rules) + self.count(data), tokens_out=self.count(text))
        return ModelReply(
            text=text, model=self._name, usage=usage.model_copy(update={"cost_nano": self.price(usage) or 0})
        )

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The same, in one piece."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """A token every four characters."""
        return len(text) // _CHARACTERS + 1

    def price(self, usage: ModelUsage) -> int | None:
        """A made-up price: .15 and .60 US dollars for a million tokens in and out."""
        return usage.tokens_in * 150 + usage.tokens_out * 600

    def _sentences(self, rules: str, data: str) -> list[dict[str, str]]:
        found = sentences_of(rules, data)
        return [one | {"text": self._fact(one["text"])} if one["cites"] else one for one in found]

    def _fact(self, span: str) -> str:
        self._told += 1
        if self._lies_every and self._told % self._lies_every == 0:
            return f"{span.rstrip('.')} and more."
        return span

    def _judgement(self, data: str) -> dict[str, object]:
        found = _JUDGED.search(data)
        source, sentence = found.groups() if found else ("", "?")
        new = [word for word in _WORD.findall(sentence.lower()) if word not in _WORD.findall(source.lower())]
        return {"unborne": " ".join(new), "accepts": not new}


def sentences_of(rules: str, data: str) -> list[dict[str, str]]:
    """Sentences that the prompt itself offers: whole ones of the source, or examples of reasons.

    Args:
        rules: the stable part of the prompt.
        data: the rest of it.
    """
    wanted = _WANTED.search(data)
    most = int(wanted[1]) if wanted else 1
    spans = _SPAN.findall(data)
    if spans:
        return [{"text": text, "cites": name} for name, text in spans[:most]]
    return [{"text": line, "cites": ""} for line in _examples(rules)[:most]]


def _examples(rules: str) -> list[str]:
    """Examples that fit the form that is asked for, spread over all that the rules print."""
    found = _EXAMPLES.search(rules)
    lines = [line.removeprefix("- ") for line in found[1].splitlines()] if found else []
    head = rules[: rules.find("# Writing")]
    fitting = [line for line in lines if "{e2." not in line and "<" not in line and _fits(line, head)]
    step = max(1, len(fitting) // 6)
    return fitting[::step]


def _fits(line: str, head: str) -> bool:
    if "Several acts told together" in head:
        return "{g1.titles}" in line and len(_GROUP.findall(line)) == 1
    if "on this very item" in head:
        return "{" not in line
    return "{g1." not in line and ("has a slot of `e1`" not in head or "{e1." in line)
