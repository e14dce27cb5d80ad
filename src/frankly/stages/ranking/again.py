"""Ranks one request again and again over other scores, for explanations: what stays the same is worked out once.

It gives the columns that `rank` gives on a surface that draws nothing, several times as fast; a property test holds
the two together.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.snapshot import LEVELS
from frankly.domain.situation import Situation
from frankly.stages.ranking.mmr import PPM
from frankly.stages.ranking.order import base_order, contested
from frankly.stages.ranking.rank import pins_of
from frankly.stages.ranking.rules import Floor, floors

_NEVER = np.iinfo(np.int64).min

Pool = NDArray[np.int64]


class Reranker:
    """The candidates of one request, ready to be ranked over any scores."""

    def __init__(self, situation: Situation, ledger: Ledger, filtered: Filtered) -> None:
        """Work out what no score changes.

        Args:
            situation: whose surface holds; what it explores is left out.
            ledger: whose candidates these are.
            filtered: which of them may appear.
        """
        self._pool = np.flatnonzero(filtered.kept)
        self._size = situation.surface.size
        self._rows = rows = ledger.rows[self._pool]
        self._vectors = situation.snapshot.vectors[rows].astype(np.float64)
        self._likeness: dict[int, NDArray[np.int64]] = {}
        policy = situation.surface.diversity
        self._lambda_ppm = policy.mmr_lambda
        caps = (
            (policy.max_per_creator, situation.snapshot.main_creator[rows]),
            (policy.max_per_category, situation.snapshot.main_category[rows]),
        )
        self._caps = [(most, codes) for most, codes in caps if most is not None]
        order = base_order(ledger.scores(), filtered.kept)
        pins = pins_of(situation, ledger.rows, order)
        self._pins = {slot: int(self._pool.searchsorted(placed.column)) for slot, placed in pins.items()}
        self._situation = situation
        self._floors = self._wanted(ledger)

    def slate(self, scores: NDArray[np.int64], promoted: Ledger | None = None) -> list[int]:
        """Columns of the slate over other scores of the same candidates, in the order of their slots.

        Args:
            scores: of every candidate, shape (candidates,).
            promoted: the ledger that says what editors and trends speak for, where that is another one.
        """
        wanted = self._floors if promoted is None else self._wanted(promoted)
        contest = _Contest(self, contested(self._situation, self._rows, scores[self._pool]))
        plain = contest.filled(())
        chosen = plain if contest.meets(wanted, plain) else contest.in_order(contest.filled(wanted))
        columns: list[int] = self._pool[self._arranged(chosen)].tolist()
        return columns

    def _wanted(self, ledger: Ledger) -> list[tuple[int, NDArray[np.bool_]]]:
        """Floors as the number of slots and their members in the pool."""
        found: list[Floor] = floors(self._situation, ledger, min(self._size, len(self._pool)))
        return [(floor.need, floor.members[self._pool]) for floor in found]

    def _arranged(self, chosen: Sequence[int]) -> list[int]:
        """Pins in their slots, the others between them; where too few are left, later pins move up."""
        free = list(chosen)[::-1]
        slots: list[int] = []
        for slot in sorted(self._pins):
            while len(slots) < slot and free:
                slots.append(free.pop())
            slots.append(self._pins[slot])
        return [*slots, *free[::-1]]

    @property
    def pins(self) -> Mapping[int, int]:
        """Slot, counted from 0 → place in the pool."""
        return self._pins

    def likeness(self, place: int) -> NDArray[np.int64]:
        """Similarity of every candidate to one of them, in parts per million, never below 0."""
        if place not in self._likeness:
            # As in `mmr`: whole numbers below 2^53 throughout, exact in any order of summation.
            product = np.clip(self._vectors @ self._vectors[place], 0, None).astype(np.int64)
            self._likeness[place] = (PPM - self._lambda_ppm) * (product * PPM // (LEVELS * LEVELS))
        return self._likeness[place]

    @property
    def caps(self) -> Sequence[tuple[int, NDArray[np.int32]]]:
        """Most of one code, and the code of every candidate."""
        return self._caps

    @property
    def free_slots(self) -> int:
        """Slots that are not pinned."""
        return self._size - len(self._pins)

    @property
    def is_spread(self) -> bool:
        """Whether likeness counts at all."""
        return self._lambda_ppm < PPM

    @property
    def lambda_ppm(self) -> int:
        """Share of the score."""
        return self._lambda_ppm


class _Contest:
    """One ranking over one set of scores."""

    def __init__(self, field: Reranker, scores: Pool) -> None:
        self._field, self._scores = field, scores
        top = max(int(np.abs(scores).max(initial=0)), 1)
        self._alone = field.lambda_ppm * np.rint(scores / top * PPM).astype(np.int64)
        self._pinned = sorted(field.pins.values())

    def filled(self, wanted: Sequence[tuple[int, NDArray[np.bool_]]]) -> list[int]:
        """Places of what stands in the slots that are not pinned: floors first, then the best."""
        self._start()
        chosen: list[int] = []
        number = self._field.free_slots
        for need, members in wanted:
            held = int(members[self._pinned].sum()) + int(members[chosen].sum())
            while len(chosen) < number and held < need:
                best = self._best(members)
                if best is None:
                    break
                chosen.append(best)
                held += 1
        while len(chosen) < number and (best := self._best()) is not None:
            chosen.append(best)
        return chosen

    def meets(self, wanted: Sequence[tuple[int, NDArray[np.bool_]]], chosen: Sequence[int]) -> bool:
        """Whether every floor is served."""
        columns = [*self._pinned, *chosen]
        return all(int(members[columns].sum()) >= need for need, members in wanted)

    def in_order(self, chosen: Sequence[int]) -> list[int]:
        """The same in order of marginal relevance."""
        self._start()
        self._free[:] = False
        self._free[list(chosen)] = True
        ordered: list[int] = []
        while len(ordered) < len(chosen):
            place = self._first(self._values())
            ordered.append(place)
            self._free[place] = False
            self._nearer(place)
        return ordered

    def _values(self) -> NDArray[np.int64]:
        """Marginal relevance of what may be chosen, the least possible of what may not."""
        return np.where(self._free, self._marginal, _NEVER)

    def _start(self) -> None:
        self._nearest = np.zeros(len(self._scores), np.int64)
        self._marginal = self._alone
        self._free = np.ones(len(self._scores), np.bool_)
        self._counts: list[dict[int, int]] = [{} for _ in self._field.caps]
        for place in self._pinned:
            self._take(place)

    def _best(self, among: NDArray[np.bool_] | None = None) -> int | None:
        values = self._values() if among is None else np.where(among, self._values(), _NEVER)
        place = self._first(values) if len(values) else -1
        if place < 0 or values[place] == _NEVER:
            return None
        self._take(place)
        return place

    def _first(self, values: NDArray[np.int64]) -> int:
        """Place of the greatest value; equal ones are told apart by score, then by row."""
        place = int(values.argmax())
        is_equal = values == values[place]
        if np.count_nonzero(is_equal) == 1:
            return place
        equal = np.flatnonzero(is_equal)
        return int(equal[np.argmax(self._scores[equal])])

    def _take(self, place: int) -> None:
        self._free[place] = False
        for counts, (most, codes) in zip(self._counts, self._field.caps, strict=True):
            code = int(codes[place])
            counts[code] = counts.get(code, 0) + 1
            if code >= 0 and counts[code] >= most:
                self._free &= codes != code
        self._nearer(place)

    def _nearer(self, place: int) -> None:
        if self._field.is_spread:
            np.maximum(self._nearest, self._field.likeness(place), out=self._nearest)
            self._marginal = self._alone - self._nearest
