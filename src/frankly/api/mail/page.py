"""Makes the pages that links in e-mails lead to."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from frankly.api.mail.style import STYLE
from frankly.api.mail.words import PAGES


def asking_page(lang: str, house: str, path: str) -> str:
    """Asks whether mail is to stop: programs that follow every link of a message must not unsubscribe anybody.

    Args:
        lang: language of the page.
        house: name of the shop; empty where it has none.
        path: where the answer goes.
    """
    words = PAGES[lang]
    lines = (words["ask"].format(house=house) if house else words["ask_house"],)
    return _page(lang, house, path, words["ask_title"], lines, button=words["ask_button"])


def stopped_page(lang: str, house: str) -> str:
    """Says that mail has stopped; see `asking_page`."""
    words = PAGES[lang]
    return _page(lang, house, "", words["done_title"], (words["done"], words["again"]))


def gone_page(lang: str, house: str, path: str) -> str:
    """Says that a message is not there any more; see `asking_page`."""
    words = PAGES[lang]
    return _page(lang, house, path, words["gone_title"], (words["gone"],))


def broken_page(lang: str, message: str) -> str:
    """Says what is wrong with a link.

    Args:
        lang: language of the page.
        message: in English.
    """
    return _page(lang, "", "", PAGES[lang]["refused_title"], (), message=message)


def _page(
    lang: str, house: str, path: str, title: str, lines: tuple[str, ...], *, button: str = "", message: str = ""
) -> str:
    told = {"lang": lang, "house": house, "path": path, "title": title, "lines": lines, "message": message}
    other = "de" if lang == "en" else "en"
    return _template().render(**told, button=button, other=other, t=PAGES[lang], style=STYLE)


@cache
def _template() -> Template:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    environment = Environment(
        loader=PackageLoader("frankly.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("mail.html.j2")
