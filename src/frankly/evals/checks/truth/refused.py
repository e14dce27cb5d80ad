"""`refused`: how much of what a model wrote the verifier had to refuse."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, number_of, passed, skipped, whole
from frankly.evals.runs.output import Output, Probe, Told
from frankly.evals.runs.verdict import Finding


class RefusedOptions(Options):
    """How much is borne."""

    main: ClassVar[str] = "most"

    most: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Largest share of the model's sentences that may be refused."""


class Refused:
    """The check."""

    name: ClassVar[str] = "refused"
    says: ClassVar[str] = "The verifier refuses few of the sentences that a model wrote."
    about: ClassVar[str] = (
        "What is refused never leaves; it is replaced, and the reader gets a plainer text. So a high share costs "
        "money and warmth and no truth: it says that a prompt or a model does not fit the vocabulary. The codes of "
        "the refusals say where."
    )
    options: ClassVar[type[Options]] = RefusedOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: RefusedOptions, bench: Bench) -> Finding:
        """Count them."""
        written = [(number, text) for number, text in enumerate(output.texts) if text.origin == "model"]
        if not written:
            return skipped("no model wrote a sentence")
        refused = [(number, text) for number, text in written if not text.is_delivered]
        kept = round(1 - len(refused) / len(written), 6)
        if len(refused) <= options.most * len(written):
            return passed(kept)
        told = f"{len(refused)} of {number_of(len(written), 'sentence')} refused{_codes([text for _, text in refused])}"
        spans = [whole(number, text, ",".join(text.codes) or "refused") for number, text in refused]
        return failed([told], spans, kept)

    def examples(self) -> Sequence[Example]:
        """A model that keeps to the vocabulary, and one that does not."""
        good = showing.reason(origin="model")
        bad = showing.reason(
            "A gripping tale for you.", place="items.0.draft", origin="model", is_delivered=False, codes=_UNLICENSED
        )
        return (
            showing.passes("its sentence was admitted", showing.output(good)),
            showing.fails("one of two was refused", showing.output(good, bad), most=0.1),
        )


_UNLICENSED: Final = ("word_unlicensed",)


def _codes(texts: Sequence[Told]) -> str:
    counts: dict[str, int] = {}
    for text in texts:
        for code in dict.fromkeys(text.codes):
            counts[code] = counts.get(code, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return f": {', '.join(f'{code} {count}' for code, count in ordered)}" if ordered else ""


CHECK: Final = Refused()
