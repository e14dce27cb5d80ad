from frankly.bench.model.tokens import Tokens
from frankly.domain.model.call import ModelCall, PartRole, PromptPart, ReplyShape


class Letters:
    """A token a letter."""

    def of(self, text: str) -> int:
        return len(text)


def a_call(stable: str, data: str) -> ModelCall:
    parts = PromptPart(role=PartRole.SYSTEM, text=stable, is_stable=True), PromptPart(role=PartRole.USER, text=data)
    return ModelCall(prompt="write", version=1, parts=parts, shape=ReplyShape(name="x", shape_json="{}"))


def test_the_shape_of_a_reply_is_stable_input() -> None:
    tokens = Tokens(naive_in=30, naive_out=10, slates=1)
    tokens.add(a_call("abcd", "efg"), "hi", Letters())  # type: ignore[arg-type]
    figures = tokens.figures()
    assert (figures["tokens.per_slate.in"], figures["tokens.per_slate.out"]) == (9, 2)
    assert figures["tokens.per_slate.write"] == figures["tokens.per_slate"] == 11
    assert figures["tokens.naive_ratio"] == round(11 / 40, 3)
    assert figures["tokens.stable_prefix_share"] == round(6 / 9, 3)


def test_ratios_are_of_sums_and_not_means_of_ratios() -> None:
    tokens = Tokens(naive_in=100, naive_out=0, slates=2)
    for data in ("a" * 10, "a" * 30):
        tokens.add(a_call("", data), "", Letters())  # type: ignore[arg-type]
    assert tokens.figures()["tokens.naive_ratio"] == 0.44
