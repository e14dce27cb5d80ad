"""The suite `variety`, of e-mails: whether lines of one message say the same again, and its blocks open alike."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from frankly.domain.saying.message_lines import MessageForm, MessageQuestion
from frankly.evals.world import World
from frankly.pipelines.decide import decide

SURFACE: Final = "email"
MOST_SHARED: Final = 3
"""Content words that two lines of a message may share and still say different things: a title is as long."""

OPENING: Final = 3
"""Words that make an opening."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Mail:
    """What one person reads of an e-mail.

    Attributes:
        lines: subject, preheader and intro; those that there are.
        blocks: the first reason of each item that has one.
    """

    lines: tuple[str, ...]
    blocks: tuple[str, ...]


async def mails_of(world: World, keys: Sequence[str], locales: Sequence[str]) -> list[Mail]:
    """E-mails to people as templates write them, in languages by turns; none to whoever no item fits."""
    found = []
    for number, key in enumerate(keys):
        question = MessageQuestion(
            surface=SURFACE, person=key, locale=locales[number % len(locales)], message=MessageForm()
        )
        told = (await decide(world.parts, question, world.moment_of(key))).told
        if told.message is not None and told.message.subject is not None:
            lines = (told.message.subject, told.message.preheader, told.message.intro)
            reasons = ([text.text for text in item.sentences if text.kind == "reason"][:1] for item in told.items)
            found.append(
                Mail(
                    tuple(one.text for one in lines if one is not None),
                    tuple(text for some in reasons for text in some),
                )
            )
    return found


def of_mails(mails: Sequence[Mail], bare: frozenset[str]) -> dict[str, float]:
    """Figures over e-mails to many people.

    Args:
        mails: what each person reads.
        bare: words that state nothing by themselves, in small letters; every other word is a content word.
    """
    blocks = sum(len(mail.blocks) for mail in mails)
    subjects = {mail.lines[0] for mail in mails}
    return {
        "variety.mails": len(mails),
        "variety.mails_saying_twice": round(sum(says_twice(mail, bare) for mail in mails) / max(1, len(mails)), 6),
        "variety.blocks_opening_alike": round(sum(map(opening_alike, mails)) / max(1, blocks), 6),
        "variety.distinct_subjects": round(len(subjects) / max(1, len(mails)), 6),
    }


def says_twice(mail: Mail, bare: frozenset[str]) -> bool:
    """Whether two of the lines share more than three content words, or begin with the same three words."""
    content = [{word for word in _words(line) if word not in bare} for line in mail.lines]
    shares = any(len(one & other) > MOST_SHARED for one, other in combinations(content, 2))
    openings = [_opening(line) for line in mail.lines]
    return shares or len(set(openings)) < len(openings)


def alike(mails: Sequence[Mail], bare: frozenset[str], number: int = 5) -> list[str]:
    """The lines of some messages that say the same thing twice."""
    found = (f"says it twice: {' | '.join(mail.lines)}" for mail in mails if says_twice(mail, bare))
    return list(islice(found, number))


def opening_alike(mail: Mail) -> int:
    """How many blocks open with the three words of another one."""
    openings = Counter(map(_opening, mail.blocks))
    return sum(count for count in openings.values() if count > 1)


def _opening(line: str) -> tuple[str, ...]:
    return tuple(_words(line)[:OPENING])


def _words(line: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(line)]
