"""Questions of one validation window: whom to predict, among which items, and what each source says of them.

A source's word on an item is kept apart by *class of acts* (acts of about the same age), so that any decay can be
tried by one multiplication instead of asking the source again. Truths outside the pool of items are misses, whatever
the blend.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from frankly.measure.tuning.blend import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """All questions of a window.

    Attributes:
        name: of the window, for people.
        people: uint64, a number of each question's person, the same in all windows.
        wanted: int64, number of items to be found, those outside the pool included.
        open: bool, shape (questions, pool): places of the pool that hold an item.
        truth: bool, shape (questions, pool): items to be found.
        starts: int64, first class of acts of each question; each question has at least one.
        age_days: float32, mean age of each class.
        lag: float32, mean lag of each class.
        faded: source → float32, shape (classes, pool): what it says, before decay and weight.
        plain: source → float32, shape (questions, pool): the same of sources whose decay is not tuned.
    """

    name: str
    people: NDArray[np.uint64]
    wanted: NDArray[np.int64]
    open: NDArray[np.bool_]
    truth: NDArray[np.bool_]
    starts: NDArray[np.int64]
    age_days: NDArray[np.float32]
    lag: NDArray[np.float32]
    faded: Mapping[str, NDArray[np.float32]]
    plain: Mapping[str, NDArray[np.float32]]

    def __len__(self) -> int:
        """Number of questions."""
        return len(self.people)

    def sources(self) -> list[str]:
        """Sources that say anything about any item, in order."""
        return [name for name, values in (*self.faded.items(), *self.plain.items()) if values.any()]

    def only(self, chosen: NDArray[np.bool_]) -> "Questions":
        """Some of the questions, as copies."""
        lengths = np.diff(np.append(self.starts, len(self.age_days)))
        classes = np.repeat(chosen, lengths)
        kept = lengths[chosen]
        return replace(
            self,
            people=self.people[chosen],
            wanted=self.wanted[chosen],
            open=self.open[chosen],
            truth=self.truth[chosen],
            starts=np.cumsum(kept) - kept,
            age_days=self.age_days[classes],
            lag=self.lag[classes],
            faded={name: values[classes] for name, values in self.faded.items()},
            plain={name: values[chosen] for name, values in self.plain.items()},
        )

    def said(self, source: str, setting: Setting) -> NDArray[np.float32]:
        """What a source says of every place, with these decays and without its weight, shape (questions, pool)."""
        if source in self.plain:
            return self.plain[source]
        if source not in self.faded or not len(self):
            return np.zeros(self.open.shape, np.float32)
        decay = np.exp2(-self.age_days / setting.half_life_days) * (1 + self.lag) ** -setting.lag_power
        faded = self.faded[source] * decay.astype(np.float32)[:, None]
        said: NDArray[np.float32] = np.add.reduceat(faded, self.starts, axis=0)
        return said

    def ndcg(self, scores: NDArray[np.float32], at: int = 10) -> NDArray[np.float64]:
        """Score each question by nDCG: equal scores share the middle of their places; without a score no hit.

        Args:
            scores: shape (questions, pool).
            at: places that count.
        """
        shown = np.where(self.open, scores, np.float32(-1))
        question, place = np.nonzero(self.truth & (scores > 0))
        gains = np.empty(len(question))
        # A stretch at a time: a hundred items to be found of each person would make a large table.
        for start in range(0, len(question), 4096):
            part = slice(start, start + 4096)
            rows = shown[question[part]]
            mine = shown[question[part], place[part]][:, None]
            ranks = 1 + (rows > mine).sum(axis=1) + ((rows == mine).sum(axis=1) - 1) / 2
            gains[part] = np.where(ranks <= at, 1 / np.log2(1 + ranks), 0)
        ideal = np.cumsum(1 / np.log2(2 + np.arange(at)))
        found = np.bincount(question, gains, minlength=len(self))
        return np.asarray(found / ideal[np.clip(self.wanted, 1, at) - 1], np.float64)
