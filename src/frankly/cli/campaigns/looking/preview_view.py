"""What `frankly campaign preview` says of its pages: to whom, to whom not and why, and which errors they show."""

from collections import Counter

from frankly.cli.screen import clean
from frankly.pipelines.previewing.pages import Preview


def lines_of(made: Preview, place: str) -> list[str]:
    """What was made, a line each.

    Args:
        made: the preview.
        place: folder of its pages.
    """
    written = [one for one in made.messages if one.written is not None]
    kinds, got = len(made.personas), len({one.persona.name for one in written})
    of = f"{kinds}" if got == kinds else f"{got} of {kinds}"
    word = "message" if len(written) == 1 else "messages"
    lines = [f"{len(written)} {word} to {of} kinds of people, in {clean(place)}"]
    without: dict[tuple[str, str], list[str]] = {}
    for one in made.messages:
        if one.written is None:
            locales = without.setdefault((one.persona.title, one.because), [])
            locales += [one.locale] if one.locale not in locales else []
    for (title, because), locales in without.items():
        lines.append(f"{clean(title)} ({', '.join(locales)}): no message. {clean(because)}")
    codes = errors_of(made)
    if codes:
        wrong = sum(any(found.severity == "error" for found in one.findings) for one in made.messages)
        several = "" if codes.total() == 1 else "s"
        told = ", ".join(f"{code} ({count})" for code, count in sorted(codes.items()))
        lines.append(
            f"{codes.total()} error{several} in {wrong} of {len(written)} messages: {told}. Their pages say more."
        )
    return lines


def errors_of(made: Preview) -> Counter[str]:
    """Codes of what would keep messages from being sent → how often each was found."""
    return Counter(found.code for one in made.messages for found in one.findings if found.severity == "error")
