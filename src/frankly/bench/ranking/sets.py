"""Sets by their form, each with its protocol: the test, or what lies further back and choices are made on."""

from dataclasses import replace
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from frankly.bench.ranking.data import Interactions, movielens, online_retail, sequence
from frankly.bench.ranking.sampled import as_given, sampled
from frankly.domain.time import parse_moment, to_iso
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Split, by_time, last_fifth, leave_one_out, windows_before

FORMS: Final = ("sequence", "sampled", "online-retail", "movielens")
"""Forms of data: two of files, and the folders of two presets."""

Protocol: TypeAlias = Literal["full", "sampled"]
"""Rank all items, or the candidates that a file names."""

RETAIL_CUT: Final = "2011-10-15"
WINDOW_DAYS: Final = 56
"""Length of a window of choices; as long as what follows the cut."""


def load(path: Path, form: str, name: str) -> Interactions:
    """Read a set.

    Args:
        path: file, or folder of a preset.
        form: one of `FORMS`.
        name: name of the set in the figures.

    Raises:
        Invalid: for an unknown form, or naming file and line of what cannot be read.
    """
    if form == "sequence":
        data = sequence(path, name)
    elif form == "sampled":
        data = sampled(path, name)
    elif form in FORMS:
        data = online_retail(path) if form == "online-retail" else movielens(path)
    else:
        raise Invalid(f"'{form}' is no form of data; use {', '.join(FORMS)}.")
    if not data.people:
        raise Invalid(f"{path} holds nobody; it needs at least one line.")
    return replace(data, name=name)


def split_of(data: Interactions, form: str, back: int = 1, protocol: Protocol | None = None) -> Split:
    """Apply the protocol of a form.

    Args:
        data: the set.
        form: its form.
        back: 1 for the test; 2, 3 and so on for what lies before it, which choices are made on.
        protocol: `sampled` ranks the candidates that a file names, the default where it does; `full` all items.

    Raises:
        Invalid: when the set lacks what is asked for.
    """
    _check(form, back, protocol)
    if form == "sampled":
        split = as_given(data, is_full=protocol == "full")
    elif form == "online-retail":
        split = _retail(data, back)
    else:
        split = last_fifth(data.people, back) if form == "movielens" else leave_one_out(data.people, back)
    if not split.questions:
        raise Invalid(f"Nobody in {data.name} can be predicted ({split.rule}); histories have to be longer.")
    return split


def _check(form: str, back: int, protocol: Protocol | None) -> None:
    if not 1 <= back <= get_most(form):
        raise Invalid(f"--back goes from 1 (the test) to {get_most(form)} for the form '{form}'.")
    if protocol not in (None, *get_args(Protocol)):
        raise Invalid(f"'{protocol}' is no protocol; use {', '.join(get_args(Protocol))}.")
    if protocol == "sampled" and form != "sampled":
        raise Invalid(f"The form '{form}' names no candidates; --protocol sampled needs --format sampled FILE.")


def get_most(form: str) -> int:
    """How far back a form can be asked."""
    return 1 if form == "sampled" else 5


def _retail(data: Interactions, back: int) -> Split:
    cut = int(str(parse_moment(RETAIL_CUT)))
    if back == 1:
        return by_time(data.people, cut, RETAIL_CUT)
    start, end = windows_before(cut, WINDOW_DAYS, back - 1)[0]
    return by_time(data.people, start, to_iso(start)[:10], end, to_iso(end)[:10])
