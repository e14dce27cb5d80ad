"""What a call sends and may cost, counted before anybody is asked."""

from dataclasses import dataclass

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelUsage
from frankly.ports.asking.model import LanguageModel

_BYTES_PER_TOKEN = 3


@dataclass(frozen=True, slots=True)
class CallCost:
    """Tokens and price of a call.

    Attributes:
        stable: tokens of the parts that are equal from call to call.
        data: tokens of the others.
        shape: tokens of the reply's JSON Schema; providers differ in whether they count it.
        most_out: tokens of the reply at most.
        most_nano: price at most, in billionths of a US dollar; None where it is not known.
        is_estimate: whether tokens are counted without a tokenizer: rather too many.
    """

    stable: int
    data: int
    shape: int
    most_out: int
    most_nano: int | None
    is_estimate: bool

    @property
    def tokens_in(self) -> int:
        """All tokens that are sent."""
        return self.stable + self.data + self.shape

    @property
    def stable_permille(self) -> int:
        """Share of what is sent that is equal from call to call: the schema is, too."""
        return (self.stable + self.shape) * 1000 // max(1, self.tokens_in)


def cost_of(call: ModelCall, model: LanguageModel | None) -> CallCost:
    """Count a call.

    Args:
        call: what would be sent.
        model: knows its tokenizer and its price; None estimates the tokens and knows no price.
    """
    stable = sum(tokens(part.text, model) for part in call.parts if part.is_stable)
    data = sum(tokens(part.text, model) for part in call.parts if not part.is_stable)
    shape = tokens(call.shape.shape_json, model) if call.shape is not None else 0
    most_out = call.parameters.most_tokens
    usage = ModelUsage(tokens_in=stable + data + shape, tokens_out=most_out)
    price = model.price(usage) if model is not None else None
    return CallCost(stable, data, shape, most_out, price, is_estimate=model is None)


def tokens(text: str, model: LanguageModel | None) -> int:
    """Tokens of a text; without a model rather too many, as for models whose tokenizer is not loaded."""
    return model.count(text) if model is not None else len(text.encode()) // _BYTES_PER_TOKEN + 1
