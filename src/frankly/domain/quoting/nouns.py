"""Words of a name or a sentence, singular and plural alike."""

from collections.abc import Iterator

from frankly.domain.quoting.word_list import quoted_words


def nouns_of(text: str) -> Iterator[str]:
    """Words of a name, singular and plural alike."""
    for one in quoted_words(text):
        yield singular(one.word)


def singular(word: str) -> str:
    """A word without the ending of a plural; the same for both, which is all that it is for."""
    bare = word.removesuffix("'s")
    if len(bare) > 4 and bare.endswith(("ies",)):
        return f"{bare[:-3]}y"
    if len(bare) > 4 and bare.endswith(("ches", "shes", "sses", "xes")):
        return bare[:-2]
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare
