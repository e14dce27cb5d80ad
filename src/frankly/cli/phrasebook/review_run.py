"""Reviews phrases at a terminal: one text after the other, beside what it was made from."""

import typer

from frankly.adapters.system_clock import SystemClock
from frankly.cli.door import questioning
from frankly.cli.phrasebook.views import reviewable_plain, reviewable_view
from frankly.cli.screen import out, put_json
from frankly.domain.saying.phrase import ReviewWay
from frankly.errors import CallerError
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.reviewing import Kinds, Reviewable, review, to_review

ASK = "[a]pprove  [e]dit  [r]efuse  [s]kip  [q]uit"


async def run_review(
    book: Phrasebook,
    *,
    by: str,
    kinds: Kinds,
    way: ReviewWay,
    limit: int,
    seed: int,
    is_listed: bool,
    as_json: bool,
) -> None:
    """Show each text and do what the person decides."""
    found = await to_review(book, kinds=kinds, way=way, limit=limit, seed=seed)
    if as_json:
        put_json({"texts": [reviewable_plain(one) for one in found]})
        return
    screen = out()
    if not found:
        screen.print("Nothing waits for a review.")
        return
    for number, one in enumerate(found, start=1):
        screen.print(reviewable_view(one, number, len(found)))
        if not is_listed and not await _decided(book, one, by, way):
            return


async def _decided(book: Phrasebook, shown: Reviewable, by: str, way: ReviewWay) -> bool:
    """Ask until there is an answer that can be carried out; whether to go on."""
    screen = out()
    while True:
        said = _asked(ASK, "s", is_default_shown=False).strip().lower()[:1]
        if said == "q":
            return False
        if said == "s":
            return True
        now = SystemClock().now()
        try:
            if said == "a":
                await review(book, shown, "approved", reviewer=by, now=now, way=way)
            elif said == "r":
                because = _asked("Why not", "", is_default_shown=False)
                await review(book, shown, "refused", reviewer=by, now=now, way=way, because=because)
            elif said == "e":
                text = _asked("Instead", shown.text, is_default_shown=True)
                await review(book, shown, "edited", reviewer=by, now=now, way=way, text=text)
            else:
                continue
        except CallerError as error:
            screen.print(error.message, style="red", markup=False)
            continue
        return True


def _asked(question: str, otherwise: str, *, is_default_shown: bool) -> str:
    with questioning():
        return str(typer.prompt(question, default=otherwise, show_default=is_default_shown))
