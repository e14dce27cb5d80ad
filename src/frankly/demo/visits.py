"""What a simulated reader does: visits to the shop, and reading at home what they bought.

People look again at what they left, go on from what they just saw or read, buy what is in their cart, and read it.
"""

import numpy as np

from frankly.demo.dice import Dice
from frankly.demo.shop import Shop
from frankly.demo.tastes import Taste
from frankly.domain.ids import EventId, ItemId
from frankly.domain.person.event import Event, EventKind
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, EpochMs

LIKED = 36
"""From this liking on a book is to a reader's taste; at 6 it has nothing that they look for."""

BASKET_LIMIT = 4
"""Most books in one order."""


class Life:
    """One reader's acts, drawn step by step. What was done so far decides what can come next."""

    def __init__(self, taste: Taste, shop: Shop, dice: Dice) -> None:
        """Begin with nothing read.

        Args:
            taste: the reader.
            shop: the shop.
            dice: draws of this reader.
        """
        self._taste = taste
        self._shop = shop
        self._dice = dice
        self._events: list[Event] = []
        self._owned: set[int] = set()
        self._refused: set[int] = set()
        self._left: list[int] = []
        self._last: int | None = None

    def live(self) -> list[Event]:
        """All acts, in the order in which they were drawn; later acts of reading may lie after earlier visits."""
        for visit, day in enumerate(self._days()):
            minute = self._dice.below(50, "minute", visit)
            self._visit(visit, day + self._taste.hour * HOUR_MS + minute * MINUTE_MS, self._dice.of("visit", visit))
        return self._events

    def _days(self) -> list[int]:
        taste = self._taste
        span = max(1, (self._shop.now_ms - taste.joined_ms) // DAY_MS)
        days = {self._dice.below(span, "day", visit) for visit in range(1, taste.visits)} | {0}
        return [taste.joined_ms + day * DAY_MS for day in sorted(days)]

    def _visit(self, visit: int, at_ms: int, dice: Dice) -> None:
        cart: list[int] = []
        previous = self._last
        for step in range(1 + dice.below(4, "looks")):
            row = self._choose(previous, step, at_ms, dice.of("choice", step))
            if row is None:
                break
            at_ms = self._look(row, step, at_ms, dice.of("look", step))
            if self._wants(row, at_ms, dice.of("want", step)):
                cart.append(row)
                self._do(EventKind.ADD_TO_CART, row, at_ms + 20 * SECOND_MS)
            previous = row
            at_ms += (1 + dice.below(4, "pause", step)) * MINUTE_MS
        if cart and dice.percent(82, "buys"):
            self._buy(visit, cart, at_ms, dice)

    def _choose(self, previous: int | None, step: int, at_ms: int, dice: Dice) -> int | None:
        """Look again, go on from the book before, or follow one's taste."""
        if step == 0 and self._left and dice.percent(35, "again"):
            return self._left.pop()
        weight = self._shop.interest(self._taste.at(at_ms), at_ms)
        if previous is not None and dice.percent(55, "goes on"):
            onward = self._shop.there(np.square(self._shop.paths[previous]) * self._taste.at(at_ms), at_ms)
            weight = onward if onward.any() else weight
        weight[[*self._owned, *self._refused]] = 0
        row = dice.pick(weight, "book")
        return None if row < 0 else row

    def _look(self, row: int, step: int, at_ms: int, dice: Dice) -> int:
        """Search or click, view, and sometimes say what one thinks; returns when that is done."""
        if step == 0 and dice.percent(22, "searches"):
            self._search(row, at_ms, dice)
            at_ms += 15 * SECOND_MS
        if dice.percent(30, "clicks"):
            self._do(EventKind.CLICK, row, at_ms)
            at_ms += 5 * SECOND_MS
        seconds = 10 + dice.below(50 + 3 * self._liking(row, at_ms), "seconds")
        self._do(EventKind.VIEW, row, at_ms, duration_s=seconds)
        at_ms += seconds * SECOND_MS
        self._say(row, at_ms, dice)
        return at_ms

    def _search(self, row: int, at_ms: int, dice: Dice) -> None:
        book = self._shop.books[row]
        subjects = [tag for tag in book.tags if tag not in self._shop.moods]
        words = [*subjects, *(creator.rsplit(maxsplit=1)[-1] for creator in book.creators), book.title]
        self._do(EventKind.SEARCH, None, at_ms, query=words[dice.below(len(words), "words")])

    def _say(self, row: int, at_ms: int, dice: Dice) -> None:
        opinion = dice.below(100, "opinion")
        if self._liking(row, at_ms) >= LIKED:
            kind = EventKind.SAVE if opinion < 9 else EventKind.LIKE if opinion < 15 else None
        else:
            kind = (EventKind.DISMISS, EventKind.DISLIKE, EventKind.HIDE)[opinion % 3] if opinion < 6 else None
            self._refused |= {row} if kind else set()
        if kind is not None:
            self._do(kind, row, at_ms)

    def _wants(self, row: int, at_ms: int, dice: Dice) -> bool:
        if row in self._owned or row in self._refused:
            return False
        is_liked = self._liking(row, at_ms) >= LIKED
        wants = dice.percent(self._taste.eagerness if is_liked else self._taste.eagerness // 5, "cart")
        if not wants and is_liked:
            self._left.append(row)
        return wants

    def _buy(self, visit: int, cart: list[int], at_ms: int, dice: Dice) -> None:
        """Buy the cart, often with a book that goes with it, then read."""
        companion = self._companion(cart[-1], at_ms, dice) if dice.percent(55, "adds") else None
        if companion is not None:
            self._do(EventKind.VIEW, companion, at_ms, duration_s=20)
            self._do(EventKind.ADD_TO_CART, companion, at_ms + 25 * SECOND_MS)
            cart.append(companion)
        order = f"sim-order-{self._taste.person}-{visit}"
        paid_ms = at_ms + 2 * MINUTE_MS
        for place, row in enumerate(dict.fromkeys(cart[-BASKET_LIMIT:])):
            self._do(EventKind.PURCHASE, row, paid_ms + place, order=order)
            self._owned.add(row)
            self._last = row
            self._read(row, paid_ms, dice.of("read", row))

    def _companion(self, row: int, at_ms: int, dice: Dice) -> int | None:
        weight = self._shop.there(self._shop.paths[row], at_ms)
        weight[[*self._owned, *self._refused, row]] = 0
        companion = dice.pick(np.square(weight), "companion")
        return None if companion < 0 else companion

    def _read(self, row: int, at_ms: int, dice: Dice) -> None:
        if not dice.percent(75, "starts"):
            return
        begun_ms = at_ms + (1 + dice.below(6, "delay")) * DAY_MS
        days = {"short": 4, "medium": 9, "long": 20}[str(self._shop.books[row].attributes["length"])]
        done_ms = begun_ms + (days + dice.below(days, "pace")) * DAY_MS
        self._do(EventKind.START, row, begun_ms)
        if dice.percent(45, "reports"):
            self._do(
                EventKind.PROGRESS, row, (begun_ms + done_ms) // 2, progress_percent=30 + dice.below(45, "percent")
            )
        if dice.percent(70, "finishes"):
            self._do(EventKind.COMPLETE, row, done_ms)
            self._judge(row, done_ms + 10 * MINUTE_MS, dice)

    def _judge(self, row: int, at_ms: int, dice: Dice) -> None:
        if not dice.percent(40, "rates"):
            return
        is_liked = self._liking(row, at_ms) >= LIKED
        stars = (5, 5, 5, 4, 4, 4, 4, 3, 3, 2)[dice.below(10, "stars")] - (0 if is_liked else 1)
        self._do(EventKind.RATE, row, at_ms, rating=stars)

    def _liking(self, row: int, at_ms: int) -> int:
        return int(self._taste.at(at_ms)[row])

    def _do(
        self,
        kind: EventKind,
        row: int | None,
        at_ms: int,
        *,
        query: str | None = None,
        order: str | None = None,
        rating: int | None = None,
        progress_percent: int | None = None,
        duration_s: int | None = None,
    ) -> None:
        """Note an act, unless it lies after the end of the simulated time."""
        if at_ms >= self._shop.now_ms:
            return
        self._events.append(
            Event(
                id=EventId(f"sim-{self._taste.person}-{len(self._events) + 1:04d}"),
                person=self._taste.person,
                kind=kind,
                item=None if row is None else ItemId(self._shop.books[row].id),
                at=EpochMs(at_ms),
                query=query,
                order=order,
                rating=rating,
                progress_percent=progress_percent,
                duration_s=duration_s,
                region=self._taste.region,
            )
        )
