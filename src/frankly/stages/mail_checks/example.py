"""A sound e-mail of a shop that does not exist: what the examples of the checks are planted into."""

import re
from html import escape
from typing import Final

from frankly.domain.campaign.campaign import MessageCap
from frankly.stages.mail_checks.law.disclosures import MARK
from frankly.stages.mail_checks.law.unsubscribe import ONE_CLICK
from frankly.stages.mail_checks.mail import Before, CheckedItem, CheckedMail, House, Setting, Told

_HOME: Final = "https://lantern-books.example"
_SIGNED: Final = "djEuNGYyYS45YjFj"
_LABELS: Final = ("Unsubscribe", "Why did I get this?", "Written with the help of a language model.", "Advertisement")
_POSTAL: Final = ("Lantern Books", "4 Harbour Row", "10115 Berlin")
_BOOKS: Final = (
    ("Farthest North", "Fridtjof Nansen", "$12.00", "Because you opened “South”, this one made the list."),
    ("West with the Night", "Beryl Markham", "$9.50", "You liked “South”, and this is near it."),
)
_FACT: Final = "From the description: “A ship drifts with the ice across the polar sea.”"


def _personal(text: str) -> list[str]:
    return ["an e-mail address"] if re.search(r"[\w.]+@[\w.]+\.\w+", text) else []


def _foreign(text: str) -> list[str]:
    german = re.findall(r"\b(?:der|die|das|und|nicht|für|ist)\b", text)
    return ["two words or more tell of 'de': write it in 'en'"] if len(german) > 1 else []


def _claims(text: str) -> list[tuple[str, tuple[int, int]]]:
    lists = {"urgency": r"last chance|hurry|ends tonight", "scarcity": r"almost gone|last few|few left"}
    return [(name, found.span()) for name, words in lists.items() for found in re.finditer(words, text, re.IGNORECASE)]


def _refuses(told: Told) -> list[str]:
    return ["promise"] if "will love" in told.text else []


HOUSE: Final = House(
    name="Lantern Books",
    home=_HOME,
    hosts=frozenset({"images.lantern-books.example"}),
    sender="letters@lantern-books.example",
    postal=_POSTAL,
    says=frozenset({*_LABELS, *_POSTAL, "Lantern Books"}),
    unsubscribe=_LABELS[0],
    why=_LABELS[1],
    model_note=_LABELS[2],
    advertising=_LABELS[3],
)
"""Who sends it."""


def sound_mail() -> CheckedMail:
    """An e-mail in which no check finds anything."""
    subject, beside, greeting = "More from where “South” came from", "Two books that stand near it", "Hello"
    intro, closing = "Here is what your reading led to.", "Good reading"
    links = [f"{_HOME}/books/{number}" for number in range(len(_BOOKS))]
    pictures = [f"https://images.lantern-books.example/{number}.jpg" for number in range(len(_BOOKS))]
    told = [
        Told("subject", subject, "subject", "reason", ("e1",)),
        Told("preheader", beside, "preheader"),
        Told("greeting", greeting, "greeting"),
        Told("intro", intro, "intro"),
        *(Told(f"items.{n}.sentences.0", book[3], "sentence", "reason", ("e1",)) for n, book in enumerate(_BOOKS)),
        Told("items.0.sentences.1", _FACT, "sentence", "fact", ("s1",)),
        Told("closing", closing, "closing"),
    ]
    blocks = [_block(n, links[n], pictures[n]) for n in range(len(_BOOKS))]
    pages = [f"{_HOME}/frankly/{name}/{_SIGNED}" for name in ("unsubscribe", "why")]
    footer = [*_POSTAL, f"Why did I get this?: {pages[1]}", f"Unsubscribe: {pages[0]}", _LABELS[2], _LABELS[3]]
    text = "\n\n".join(
        [
            f"{greeting} Ada,",
            intro,
            *(f"{book[0]}\n{book[1]} · {book[2]}\n{book[3]}\n{links[n]}" for n, book in enumerate(_BOOKS)),
            _FACT,
            f"{closing}\nLantern Books",
            "\n".join(footer),
        ]
    )
    return CheckedMail(
        setting=Setting("en", HOUSE, False, _personal, _foreign, _claims, _refuses),
        text=f"{text}\n",
        html=_page(subject, beside, (greeting, intro, closing), "".join(blocks), pages),
        told=tuple(told),
        items=tuple(CheckedItem(f"book-{n}", book[0]) for n, book in enumerate(_BOOKS)),
        values=("South", "Ada", *(field for book in _BOOKS for field in book[:3])),
        links=(*links, *pictures, *pages),
        headers=(
            ("From", f"Lantern Books <{HOUSE.sender}>"),
            ("To", "Ada <ada@post.example>"),
            ("Subject", subject),
            ("Date", "Sun, 22 Nov 2026 08:00:00 +0000"),
            ("Message-ID", "<4f2a9b1c@lantern-books.example>"),
            ("List-Unsubscribe", f"<{pages[0]}>"),
            ("List-Unsubscribe-Post", ONE_CLICK),
            (MARK, "ai-originated"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "multipart/alternative; boundary=b"),
        ),
        content="4f2a",
        before=Before(frozenset({"9b1c"}), (), (MessageCap(messages=2, days=7),), 1_795_334_400_000),
    )


def _block(number: int, link: str, picture: str) -> str:
    title, maker, price, reason = _BOOKS[number]
    fact = f'<p class="soft" style="color:#5f5a52;">{escape(_FACT)}</p>' if number == 0 else ""
    return (
        f'<img src="{picture}" alt="{title}" width="132"><h2 class="ink" style="color:#1d1b18;">'
        f'<a class="ink" href="{link}" style="color:#1d1b18;">{title}</a></h2>'
        f'<p class="soft" style="color:#5f5a52;">{maker} · {price}</p>'
        f'<p class="ink" style="color:#1d1b18;">{escape(reason)}</p>{fact}'
    )


def _page(subject: str, beside: str, lines: tuple[str, str, str], blocks: str, pages: list[str]) -> str:
    dark = (
        ".sheet { background-color: #1c1f22 !important; } .ink { color: #f1efea !important; } "
        ".soft { color: #b6b2aa !important; }"
    )
    links = "".join(
        f'<p><a class="soft" href="{page}" style="color:#5f5a52;">{label}</a></p>'
        for page, label in zip(pages, _LABELS[:2], strict=True)
    )
    small = "".join(
        f'<p class="soft" style="font-size:13px;color:#5f5a52;">{line}</p>' for line in (*_POSTAL, *_LABELS[2:])
    )
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
        f'<meta name="{MARK.lower()}" content="ai-originated"><title>{subject}</title>'
        f"<style>@media (prefers-color-scheme: dark) {{ {dark} }}</style></head>"
        f'<body class="sheet" style="background-color:#ffffff;"><div style="display:none;">{beside}</div>'
        '<table role="presentation" width="100%"><tr><td class="sheet" style="background-color:#ffffff;">'
        f'<h1 class="ink" style="color:#1d1b18;">{subject}</h1>'
        f'<p class="ink" style="color:#1d1b18;">{lines[0]} <bdi>Ada</bdi>,</p>'
        f'<p class="ink" style="color:#1d1b18;">{lines[1]}</p>{blocks}'
        f'<p class="ink" style="color:#1d1b18;">{lines[2]}<br>Lantern Books</p>{links}{small}'
        "</td></tr></table></body></html>\n"
    )
