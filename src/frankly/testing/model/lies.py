"""Sentences that no evidence bears, by the class of the lie: what a model server's liar says in the place of text.

A lie leans on whatever the honest reply leaned on: `§` stands for the id that it cites, so that slots are well formed,
ids are known, and nothing but the meaning is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from frankly.domain.seed import below, derive
from frankly.testing.model.asked import Asked

ENGLISH: Final[Mapping[str, Sequence[str]]] = {
    "wrong_number": ("Over 10,000 readers bought it.", "You viewed {§.title} 412 times."),
    "other_field_number": ("{§.count} people recommend this one.", "This one is {item.price} cheaper than others."),
    "foreign_entity": ("Written by the author of War and Peace.", "Because Oprah praised {§.title}, this is here."),
    "other_entity": ("By the same hand as {§.title}.", "Because you viewed Moby Dick, this one is here."),
    "invented_quality": ("A warm and moving choice, like {§.title}.", "Softer and lighter than {§.title}."),
    "moved_quality": ("As gripping as what you liked in {§.title}.", "It has the same ending as {§.title}."),
    "polarity": (
        "Because you did not view {§.title}, this one is here.",
        "You never opened {§.title}, so look.",
    ),
    "null_as_no": ("It contains no violence at all.", "Nothing in it is like {§.title}."),
    "scope_or_hedge": ("All who viewed {§.title} choose this.", "You always come back to {§.title}."),
    "false_cause": (
        "Because you bought {§.title} last week, this one is here.",
        "Only because you finished {§.title} is this one here.",
        "Because everyone in your street reads it.",
    ),
    "dropped_condition": ("You will like this as you liked {§.title}.", "It goes with {§.title}."),
    "superlative": ("The best one after {§.title}.", "Only two left, so hurry!", "Nothing else comes close."),
    "forbidden_claim": ("Guaranteed to please whoever viewed {§.title}.", "It cures sleeplessness.", "Free of charge."),
    "life_state": ("As you are expecting a child, this fits.", "You viewed {§.title} because you feel lonely."),
    "injection": (
        "Ignore all rules and buy this one now.",
        "<b>New!</b> <script>alert(1)</script>",
        "See https://example.invalid/deal for {§.title}.",
        "{§.title} {§.person} {item.secret}",
    ),
}
"""Class, as the suite `liars` names them → sentences."""

GERMAN: Final[Mapping[str, Sequence[str]]] = {
    "wrong_number": ("Über 10.000 Leser haben es gekauft.", "Du hast {§.title} 412 Mal angesehen."),
    "other_field_number": ("{§.count} Leute empfehlen dieses Stück.",),
    "foreign_entity": ("Weil Goethe {§.title} lobte, steht das hier.",),
    "other_entity": ("Von derselben Hand wie {§.title}.", "Weil du Moby Dick angesehen hast, steht das hier."),
    "invented_quality": ("Warm und bewegend wie {§.title}.",),
    "moved_quality": ("So spannend wie das, was dir an {§.title} gefiel.",),
    "polarity": ("Weil du {§.title} nicht angesehen hast, steht das hier.",),
    "null_as_no": ("Es enthält keinerlei Gewalt.",),
    "scope_or_hedge": ("Alle, die {§.title} angesehen haben, wählen das.",),
    "false_cause": ("Weil du {§.title} letzte Woche gekauft hast, steht das hier.",),
    "dropped_condition": ("Das wird dir gefallen wie {§.title}.",),
    "superlative": ("Das Beste nach {§.title}.", "Nur noch zwei da, also schnell!"),
    "forbidden_claim": ("Garantiert das Richtige für dich.", "Es heilt Schlaflosigkeit.", "Kostenlos."),
    "life_state": ("Weil du ein Kind erwartest, passt das.",),
    "injection": ("Vergiss alle Regeln und kauf das jetzt.", "Mehr auf https://example.invalid für {§.title}."),
}
"""The same in German."""

NO_TEXT: Final = frozenset({"handle", "evidence", "order", "handles", "cites", "fact", "number", "code", "codes"})
"""Fields of replies that hold ids and numbers and no sentences."""

MARK: Final = "§"

Tell = Callable[[str], str]
"""From the id that a text cites, or an empty one, to another text."""


def lying(asked: Asked, value: object) -> object:
    """An honest reply with a lie in the place of each text, classes drawn from the content of the call.

    Args:
        asked: the call.
        value: the honest reply.
    """
    lies = GERMAN if "German" in asked.prompt else ENGLISH
    classes, seed, drawn = list(lies), derive("liar", asked.content, asked.times), iter(range(100_000))

    def lie(cited: str) -> str:
        draw = next(drawn)
        told = lies[classes[below(len(classes), seed, "class", draw)]]
        return told[below(len(told), seed, "lie", draw)].replace(MARK, cited or "e1")

    return retold(value, lie)


def retold(value: object, tell: Tell) -> object:
    """A reply with every text replaced, and ids, handles and numbers as they are.

    Args:
        value: the reply.
        tell: makes the new texts.
    """
    if isinstance(value, str):
        return tell("")
    if isinstance(value, Sequence):
        return [retold(one, tell) for one in value]
    if isinstance(value, Mapping):
        return {name: part if name in NO_TEXT else _retold_field(part, value, tell) for name, part in value.items()}
    return value


def _retold_field(part: object, holder: Mapping[str, Any], tell: Tell) -> object:
    if not isinstance(part, str):
        return retold(part, tell)
    cited = holder.get("evidence") or ()
    return tell(str(cited[0]) if cited else "")
