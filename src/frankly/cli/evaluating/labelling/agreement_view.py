"""How far people agree, on a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from frankly.cli.screen import clean
from frankly.evals.labels.agreeing import ENOUGH, Agreement

MOST: int = 10
"""Units that are told on which people differ."""


def agreement_told(found: Agreement) -> RenderableType:
    """What labels come to: the figure with its interval, what it is worth, and where people differ."""
    people = ", ".join(f"{clean(name)} {number:,}" for name, number in found.people.items())
    parts: list[RenderableType] = [Text(f"Labels: {people}")]
    parts.append(Text(f"Answered by more than one: {found.both:,}, of which {found.same:,} alike"))
    parts.append(_alpha(found))
    for labels in list(found.apart.values())[:MOST]:
        first = next(iter(labels.values()))
        said = ", ".join(
            f"{name}: {label.answer}" + (f" ({label.note})" if label.note else "") for name, label in labels.items()
        )
        parts.append(Padding(Text.assemble((clean(first.cell), "bold"), "  ", clean(said)), (0, 0, 0, 2)))
        parts += [Padding(Text(f"“{clean(text)}”", style="dim"), (0, 0, 0, 4)) for text in first.shown[:3]]
    if len(found.apart) > MOST:
        parts.append(Text(f"  … and {len(found.apart) - MOST:,} more", style="dim"))
    return Group(*parts)


def _alpha(found: Agreement) -> Text:
    if found.alpha is None:
        return Text("Agreement cannot be told: it takes two people, and units on which not everybody says the same.")
    told = f"Krippendorff's alpha {found.alpha:.2f}"
    if found.low is not None and found.high is not None:
        told += f", interval {found.low:.2f} to {found.high:.2f}"
    if found.low is not None and found.low >= ENOUGH:
        return Text(f"{told}: these labels can be relied on", style="green")
    words = "below" if found.alpha < ENOUGH else "not surely above"
    return Text(f"{told}: {words} {ENOUGH}, so nothing should be concluded from these labels alone", style="yellow")
