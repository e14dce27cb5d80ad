"""What editors and lawyers decided, as a model is told it that writes a whole slate.

Words that are banned are left out of the constructions (`unsaid.py`), so that nothing has to be said of them. What is
left are phrases that constructions could still put together, names of others, and how long a sentence may be.
"""

from collections.abc import Iterator

from frankly.domain.saying.say_policy import EVERYWHERE, SayPolicy, holds_on
from frankly.stages.verify.vocabulary.lexicon import Lexicon


def house_lines(lexicon: Lexicon, policy: SayPolicy, surface: str) -> tuple[str, ...]:
    """Write down what the house says of sentences besides.

    Args:
        lexicon: words of the language.
        policy: what editors and lawyers decided.
        surface: where it would be said.

    Returns:
        Sentences; none where nothing is ruled that a writer could break.
    """
    phrases = [f"“{phrase}”" for phrase in _phrases(lexicon, policy, surface)]
    names = [f"“{name}”" for rule in policy.rules.competitors.values() for name in rule.names]
    lines = [f"Never say {', '.join(phrases)}."] if phrases else []
    lines += [f"Never name {', '.join(names)}, nor a title that does."] if names else []
    most = _most_words(lexicon, policy, surface)
    return (*lines, *([] if most is None else [f"A sentence has at most {most} words; a slot is one."]))


def _phrases(lexicon: Lexicon, policy: SayPolicy, surface: str) -> Iterator[str]:
    """Banned phrases that are made of words of the constructions; a word with a star may be one of them."""
    words = policy.words_of(lexicon.locale)
    known = frozenset(word.casefold() for word in lexicon.known)
    for rule in () if words is None else words.banned.values():
        for phrase in rule.words if holds_on(rule.surfaces, surface) else ():
            parts = phrase.casefold().split()
            if len(parts) > 1 and all("*" in part or part in known for part in parts):
                yield phrase


def _most_words(lexicon: Lexicon, policy: SayPolicy, surface: str) -> int | None:
    words = policy.words_of(lexicon.locale)
    rule = None if words is None else words.reading.get(surface) or words.reading.get(EVERYWHERE)
    return None if rule is None or "reason" not in rule.kinds else rule.most_words
