"""`frankly eval cards`: how well each check sees, and dealing the cards anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frankly.evals.cards.card import Card


def cards(
    checks: Annotated[
        list[str] | None, typer.Argument(metavar="[CHECK…]", help="Names of checks.", show_default="all of them")
    ] = None,
    deal: Annotated[
        bool, typer.Option("--deal", help="Deal them anew: minutes, with readers of the demo that are set aside.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --deal: keep them in evals/cards.json, to be committed.")
    ] = False,
    outputs: Annotated[int, typer.Option(min=1, help="With --deal: good outputs that each check sees.")] = 400,
    as_json: AsJson = False,
) -> None:
    """Print of each check how many damaged answers it sees, and how many good ones it is red on, with intervals.

    A check gates by a card of its present code: at least 300 damaged and 300 untouched answers, recall .99, false
    alarm .02. Without one it only tells. Exit code 0: each named check that is meant to gate does; 1: one does not.
    """
    from frankly.cli.screen import put_json
    from frankly.evals.cards.counting import counting, fitting_cards
    from frankly.evals.cards.dealing import figures_of
    from frankly.evals.checks.registry import CHECKS

    names = _known(checks or [])
    found = _dealt(names, outputs, writes=write) if deal else fitting_cards()
    shown = {name: found[name] for name in names if name in found}
    kept = counting().lacking
    # What was dealt and not kept is told by itself.
    lacking = {
        name: (found[name].lacks if name in found else "no card") if deal else kept.get(name, "")
        for name in names
        if CHECKS[name].gates
    }
    without = {name: why for name, why in lacking.items() if why}
    if as_json:
        cards_plain = {name: card.model_dump(mode="json") for name, card in shown.items()}
        notes = [f"{name}: {why}, does not gate." for name, why in without.items()]
        put_json({"figures": figures_of(shown), "config": {}, "data": {}, "notes": notes, "cards": cards_plain})
    else:
        _show(names, shown, without)
    raise typer.Exit(1 if without else 0)


def _known(named: Sequence[str]) -> list[str]:
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound
    from frankly.evals.checks.registry import CHECKS

    for name in named:
        if name not in CHECKS:
            raise NotFound(f"There is no check '{name}'. {suggestion(name, CHECKS) or 'See: frankly eval checks'}")
    return list(named) or list(CHECKS)


def _dealt(names: Sequence[str], outputs: int, *, writes: bool) -> dict[str, Card]:
    """Cards dealt from the readers that are set aside; each is kept as soon as it is there, where they are written."""
    import asyncio

    from frankly.cli.door import keeping
    from frankly.cli.proving.evals_data import lantern
    from frankly.cli.screen import err
    from frankly.evals.cards.deck import deal_all

    screen = err()
    kept = "Cards that were dealt are kept." if writes else "Nothing was kept."
    with keeping(lambda: kept), screen.status("opening the shop") as status:
        say = status.update if screen.is_terminal else lambda line: None
        return asyncio.run(deal_all(lantern, names, outputs, say, _write if writes else lambda card: None))


def _write(card: Card) -> None:
    """Keep a card beside those of other checks."""
    from frankly.evals.cards.card import read_cards, write_cards
    from frankly.evals.cards.counting import cards_folder

    folder = cards_folder()
    write_cards(folder, {**read_cards(folder), card.check: card})


def _show(names: Sequence[str], shown: dict[str, Card], without: Mapping[str, str]) -> None:
    from rich.table import Table
    from rich.text import Text

    from frankly.cli.screen import out
    from frankly.evals.checks.registry import CHECKS

    table = Table(box=None, pad_edge=False)
    table.add_column("check", overflow="fold")
    for name in ("damaged", "recall", "untouched", "false alarm"):
        table.add_column(name, justify="right")
    table.add_column("")
    for name in names:
        card = shown.get(name)
        gates = "gates" if CHECKS[name].gates else "only tells"
        told, style = (f"{without[name]}: does not gate", "bold red") if name in without else (gates, "green")
        row = ["", "", "", ""] if card is None else _row(card)
        table.add_row(name, *row, Text(told, style=style if CHECKS[name].gates else ""))
    out().print(table)


def _row(card: Card) -> list[str]:
    recall, alarm = card.recall, card.false_alarm
    return [
        f"{card.damaged}",
        f"{recall.share:.3f} ({recall.low:.3f}–{recall.high:.3f})",
        f"{card.untouched}",
        f"{alarm.share:.3f} ({alarm.low:.3f}–{alarm.high:.3f})",
    ]
