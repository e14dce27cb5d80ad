"""Loads what facts can speak of: `policies/aspects.yaml`, and all that facts are quoted with."""

from pathlib import Path

from frankly.adapters.files.words.frames import load_quoting
from frankly.adapters.files.words.lines import read_lines
from frankly.domain.canonical import hash_bytes
from frankly.domain.quoting.aspects import Aspects
from frankly.domain.quoting.word_list import word_list
from frankly.stages.facts.make import QuotedFacts


def load_aspects(policies: Path) -> Aspects:
    """Load `aspects.yaml`; without one, facts have no aspects.

    Raises:
        Misconfigured: with file and line.
    """
    path = policies / "aspects.yaml"
    if not path.exists():
        return Aspects({})
    words = {
        name: {locale: word_list(words.words()) for locale, words in lists.named().items()}
        for name, lists in read_lines(path).named().items()
    }
    return Aspects(words, hash_bytes(path.read_bytes()))


def load_quoted_facts(policies: Path) -> QuotedFacts:
    """Load what makes facts of items by code alone.

    Args:
        policies: folder with `frames/<locale>.yaml` and `aspects.yaml`.

    Raises:
        Misconfigured: with file and line.
    """
    return QuotedFacts(load_quoting(policies), load_aspects(policies))
