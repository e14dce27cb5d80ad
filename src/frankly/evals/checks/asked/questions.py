"""Questions that people or a judge answer: each has a key, under which its verdict is recorded."""

from frankly.domain.canonical import content_hash


def question(kind: str, *parts: str) -> str:
    """Key of a question: the same texts give the same key wherever they come from.

    Args:
        kind: what is asked: `preference`, or the words of a judge's question.
        parts: texts that are judged, in the order in which they are shown.

    Returns:
        The kind's first words and a hash, so that a file of judgements can be read.
    """
    words = "-".join("".join(letter if letter.isalnum() else " " for letter in kind.lower()).split()[:6])
    return f"{words}-{content_hash({'kind': kind, 'parts': list(parts)})[:24]}"
