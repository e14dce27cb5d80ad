"""What is learned from, what is asked with, what is to be found: the protocols."""

from dataclasses import dataclass

from frankly.bench.ranking.data import Act, Interactions
from frankly.domain.event import EVENT_CODES, EventKind

RATE = EVENT_CODES[EventKind.RATE]


@dataclass(frozen=True, slots=True)
class Question:
    """One person to be predicted.

    Attributes:
        person: who.
        history: acts that are known.
        truth: items to be found.
        now: moment of the question, milliseconds.
    """

    person: str
    history: list[Act]
    truth: frozenset[str]
    now: int


@dataclass(frozen=True, slots=True)
class Split:
    """A protocol applied to a set.

    Attributes:
        rule: the protocol in words, with who is counted and who is left out.
        training: person → acts that statistics may be made of.
        questions: people to be predicted.
    """

    rule: str
    training: dict[str, list[Act]]
    questions: list[Question]


def leave_one_out(data: Interactions) -> Split:
    """Last item held out; statistics without the last two of each person; the question's history without the last."""
    training = {person: acts[:-2] for person, acts in data.people.items()}
    questions = [
        Question(person, acts[:-1], frozenset({acts[-1][1]}), acts[-1][0])
        for person, acts in data.people.items()
        if len(acts) >= 3
    ]
    rule = (
        f"leave-one-out: last item held out, statistics without the last two, history without the last; "
        f"{len(questions)} people with at least 3 items counted, {len(data.people) - len(questions)} left out"
    )
    return Split(rule, training, questions)


def by_time(data: Interactions, cut_ms: int, cut_name: str) -> Split:
    """Learned before a moment; to be found: items new to the person that they acted for afterwards."""
    training, questions = {}, []
    for person, acts in data.people.items():
        before = [act for act in acts if act[0] < cut_ms]
        if before:
            training[person] = before
        known = {item for _, item, _, _ in before}
        trained_truth = frozenset(item for _, item, _, _ in acts[len(before) :] if item not in known)
        if before and trained_truth:
            questions.append(Question(person, before, trained_truth, cut_ms))
    known_items = {item for acts in training.values() for _, item, _, _ in acts}
    rule = (
        f"time split: statistics and history before {cut_name}; to be found are items new to the person afterwards, "
        f"also those that nobody had before ({len(data.items) - len(known_items)} of {len(data.items)}); "
        f"{len(questions)} people with acts on both sides counted, {len(data.people) - len(questions)} left out"
    )
    return Split(rule, training, questions)


def last_fifth(data: Interactions) -> Split:
    """The last fifth of each person's acts by time is set aside; to be found: those rated four or more, or bought."""
    training, questions = {}, []
    for person, acts in data.people.items():
        cut = len(acts) - max(len(acts) // 5, 1)
        training[person] = acts[:cut]
        truth = frozenset(item for _, item, kind, value in acts[cut:] if kind != RATE or value >= 4)
        if truth and cut:
            questions.append(Question(person, acts[:cut], truth, acts[cut][0]))
    rule = (
        f"each person's last fifth by time set aside, to be found are its items rated at least 4; "
        f"{len(questions)} people counted, {len(data.people) - len(questions)} without such an item left out"
    )
    return Split(rule, training, questions)
