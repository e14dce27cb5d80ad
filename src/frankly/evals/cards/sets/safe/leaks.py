"""Damages for `leaks`: something private, secret or inside comes into a text or a prompt."""

from collections.abc import Callable
from typing import Final

from frankly.evals.cards.damage import MutationSet, Pick, delivered, with_call, with_text
from frankly.evals.cards.editing import quoted_titles, retitled
from frankly.evals.checks.reading import asked
from frankly.evals.runs.output import Output

FIRST: Final = ("anna", "j.weber", "mehmet_oez", "sofia+shop", "liam.o-neill", "kim.chen1987")
HOSTS: Final = ("post.example", "mail.example.org", "uni-koeln.example", "firma.example")
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _letters(pick: Pick, number: int, label: str, of: str = LETTERS) -> str:
    return "".join(of[pick.below(len(of), f"{label}{at}")] for at in range(number))


def _mail(pick: Pick) -> str:
    return f"{pick.one(FIRST, 'first')}@{pick.one(HOSTS, 'host')}"


def _phone(pick: Pick) -> str:
    start = pick.one(["+49 30 ", "+44 20 ", "+49 (0)89 ", "+1 415 "], "start")
    return f"{start}{_letters(pick, 4, 'a', '23456789')} {_letters(pick, 4, 'b', '0123456789')}"


def _key(pick: Pick) -> str:
    kinds = (("sk-", 32), ("ghp_", 36), ("hf_", 34), ("gsk_", 40), ("AKIA", 16), ("xoxb-", 24))
    start, number = pick.one(kinds, "kind")
    of = LETTERS[26:] if start == "AKIA" else LETTERS
    return start + _letters(pick, number, "key", of)


def _slot(pick: Pick) -> str:
    return pick.one(["{e1.title}", "{item.price}", "{g2.count}", "{fact:3}", "{{ name }}", "{% if x %}"], "slot")


def _evidence(pick: Pick) -> str:
    return f"{pick.one(['e', 'g'], 'which')}{1 + pick.below(30, 'number')}"


def _iban(pick: Pick) -> str:
    bank = _letters(pick, 18, "iban", "0123456789")
    check = 98 - int(bank + "131400") % 97
    plain = f"DE{check:02d}{bank}"
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


Private = Callable[[Pick], str]


def _into(make: Private) -> Callable[[Output, Pick], Output | None]:
    def damage(output: Output, pick: Pick) -> Output | None:
        places = delivered(output)
        if not places:
            return None
        at = pick.one(places, "text")
        words = output.texts[at].text.split()
        where = pick.below(len(words) + 1, "where")
        return with_text(output, at, text=" ".join([*words[:where], make(pick), *words[where:]]))

    return damage


def _person(output: Output, pick: Pick) -> Output | None:
    request = asked(output)
    person = request.person if request else None
    return _into(lambda _: str(person))(output, pick) if person else None


def _sent(make: Private) -> Callable[[Output, Pick], Output | None]:
    def damage(output: Output, pick: Pick) -> Output | None:
        calls = [number for number, call in enumerate(output.calls) if call.sent.strip()]
        if not calls:
            return None
        at = pick.one(calls, "call")
        lines = output.calls[at].sent.splitlines()
        lines.insert(pick.below(len(lines) + 1, "line"), f"Reader: {make(pick)}")
        return with_call(output, at, sent="\n".join(lines))

    return damage


def _person_sent(output: Output, pick: Pick) -> Output | None:
    request = asked(output)
    person = request.person if request else None
    return _sent(lambda _: str(person))(output, pick) if person else None


HOSTILE: Final[tuple[tuple[str, str], ...]] = (
    ("{} {{e1.title}}", "{} (e1.title)"),
    ("{{{{ {} }}}}", "(( {} ))"),
    ("{} m3k7", "{} m3k7"),
    ("<b>{}</b> e2", "{} e2"),
)
"""What somebody makes of a title, and how a sentence shows it."""


def _good(output: Output, pick: Pick) -> Output | None:
    """Of every second output a title that is quoted looks like ours, and is shown as it may be."""
    if pick.below(2, "hostile") or not quoted_titles(output):
        return output
    old = pick.one(quoted_titles(output), "title")
    new, shown = (form.format(old) for form in pick.one(HOSTILE, "form"))
    return retitled(output, old, new, shown)


def _title_with_slot(output: Output, pick: Pick) -> Output | None:
    """A title's own slot, as it came."""
    titles = quoted_titles(output)
    if not titles:
        return None
    old = pick.one(titles, "title")
    new = HOSTILE[pick.below(2, "form")][0].format(old)
    return retitled(output, old, new, new)


SET: Final = MutationSet(
    check="leaks",
    module=__name__,
    kind="model",
    good=_good,
    damages={
        "e-mail": _into(_mail),
        "telephone": _into(_phone),
        "account": _into(_iban),
        "key": _into(_key),
        "slot": _into(_slot),
        "slot of a title": _title_with_slot,
        "id of evidence": _into(_evidence),
        "person's id": _person,
        "e-mail sent": _sent(_mail),
        "person's id sent": _person_sent,
        "key sent": _sent(_key),
    },
)
