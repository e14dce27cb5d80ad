"""The suite `variety`: how often people read the same words."""

from collections import Counter
from collections.abc import Sequence

from frankly.evals.liars.told import Sentence


def of_slates(slates: Sequence[Sequence[Sentence]]) -> dict[str, float]:
    """Figures over slates of many people.

    Args:
        slates: the sentences of each person's slate.
    """
    told = [slate for slate in slates if slate]
    texts = Counter(sentence.text for slate in told for sentence in slate)
    patterns = Counter(sentence.draft.pattern for slate in told for sentence in slate)
    total = max(1, texts.total())
    return {
        "variety.people": len(told),
        "variety.sentences": texts.total(),
        "variety.distinct_share": round(len(texts) / total, 6),
        "variety.most_common_share": round(max(texts.values(), default=0) / total, 6),
        "variety.patterns": len(patterns),
        "variety.most_common_pattern_share": round(max(patterns.values(), default=0) / total, 6),
        "variety.twice_in_slate": sum(has_twice(slate) for slate in told),
    }


def has_twice(slate: Sequence[Sentence]) -> bool:
    """Whether one reader sees a sentence twice at once."""
    texts = [sentence.text for sentence in slate]
    return len(set(texts)) < len(texts)


def most_common(slates: Sequence[Sequence[Sentence]], number: int = 5) -> list[str]:
    """The sentences that most people read."""
    texts = Counter(sentence.text for slate in slates for sentence in slate)
    return [f"{count:,} times: {text}" for text, count in texts.most_common(number)]


def repeated(slates: Sequence[Sequence[Sentence]], number: int = 5) -> list[str]:
    """Sentences that somebody sees twice in a slate."""
    found = (
        f"twice for {slate[0].person}: {text}"
        for slate in slates
        for text, count in Counter(sentence.text for sentence in slate).items()
        if count > 1
    )
    return [line for line, _ in zip(found, range(number), strict=False)]
