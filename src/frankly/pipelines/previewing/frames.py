"""A message's HTML as mail programs of different kinds show it: light, dark, without pictures; nothing is loaded.

The bytes that are sent stay as they are; this is for a page that shows them. Rules for the dark are made to hold, or
not to; pictures become a drawing in the page itself; and each proved sentence can be pointed at.
"""

import base64
import html
import re
from collections.abc import Sequence
from typing import Final, Literal

from frankly.pipelines.previewing.evidence import Explained

Mode = Literal["light", "dark", "no-pictures"]
"""How it is looked at."""

MODES: Final[tuple[Mode, ...]] = ("light", "dark", "no-pictures")

_DARK: Final = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)
_BOTH: Final = re.compile(r"color-scheme:\s*light dark", re.IGNORECASE)
_PICTURE: Final = re.compile(r"(<img\b[^>]*?\bsrc=)\"[^\"]*\"", re.IGNORECASE)
_RUN: Final = re.compile(r"(<(?P<tag>[a-z][a-z0-9]*)\b[^<>]*>|</[a-z0-9]+>)(?P<space>\s*)(?P<words>[^<>]+?)(?=\s*<)")
_PADDING: Final = "\u034f\u200b\u200c\u200d\ufeff \u00a0"
_DRAWN: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 176"><rect width="132" height="176" rx="6" '
    'fill="#8a8f98" fill-opacity=".18"/><path d="M40 108l18-24 14 18 10-12 18 24z" fill="#8a8f98" '
    'fill-opacity=".5"/><circle cx="84" cy="66" r="8" fill="#8a8f98" fill-opacity=".5"/></svg>'
)
_PLACE: Final = f"data:image/svg+xml;base64,{base64.b64encode(_DRAWN.encode()).decode()}"

_STYLE: Final = """
html{scrollbar-width:thin}
.fk-said{border-radius:3px;cursor:help;outline-offset:2px;text-decoration:underline dotted 1px;
text-underline-offset:3px}
.fk-said:hover,.fk-said:focus,.fk-said.fk-on{background:#ffe08a!important}
.fk-said:hover,.fk-said:focus,.fk-said.fk-on{color:#1d1b18!important}
.fk-said:hover,.fk-said:focus,.fk-said.fk-on{outline:2px solid #b3700a}
.fk-note{display:none}
.fk-said:hover>.fk-note,.fk-said:focus>.fk-note{all:initial;display:block;position:absolute;left:10px;right:10px;
margin-top:8px;z-index:9;padding:12px 14px;border-radius:10px;background:#1d2126;color:#f4f2ee;direction:ltr;
box-shadow:0 6px 24px rgba(0,0,0,.35);font:13px/19px system-ui,'Segoe UI',Roboto,Arial,sans-serif;text-align:left}
.fk-note b{font-weight:600}.fk-note i{font-style:normal;display:block;margin-top:4px;color:#c9c5bd}
"""


def framed(page: str, mode: Mode, sentences: Sequence[Explained]) -> str:
    """HTML for a frame.

    Args:
        page: as it is sent.
        mode: how it is looked at.
        sentences: what can be pointed at.
    """
    is_dark = mode == "dark"
    # A feature that always or never holds may stand anywhere in a condition, unlike the words 'all' and 'not all'.
    page = _DARK.sub("(min-width:0px)" if is_dark else "(max-width:0px)", page)
    page = _BOTH.sub(f"color-scheme: {'dark' if is_dark else 'light'}", page)
    page = _PICTURE.sub(r'\1"data:,"' if mode == "no-pictures" else rf'\1"{_PLACE}"', page)
    page = page.replace("</head>", f'<base target="_blank"><style>{_STYLE}</style></head>', 1)
    head, tag, body = page.partition("<body")
    return f"{head}{tag}{_pointed(body, sentences)}"


def _pointed(body: str, sentences: Sequence[Explained]) -> str:
    """The body with each sentence in a mark of its own; where a text stands twice, each stands for the next of them."""
    waiting: dict[str, list[Explained]] = {}
    for one in sentences:
        waiting.setdefault(" ".join(one.text.split()), []).append(one)

    def marked(found: re.Match[str]) -> str:
        words = " ".join(html.unescape(found["words"]).strip(_PADDING).split())
        left = waiting.get(words)
        if not left or found["tag"] == "a":
            return found[0]
        one = left.pop(0) if len(left) > 1 else left[0]
        name = f"fk-{one.number}"
        note = f'<span class="fk-note" role="tooltip" id="{name}">{_note(one)}</span>'
        return (
            f'{found[1]}{found["space"]}<span class="fk-said" tabindex="0" data-said="{one.number}" '
            f'aria-describedby="{name}">{found["words"]}{note}</span>'
        )

    return _RUN.sub(marked, body)


def _note(one: Explained) -> str:
    cites = "".join(
        f"<i>{html.escape(cited.says)}{f' ({html.escape(cited.more)})' if cited.more else ''}</i>"
        for cited in one.cites
    )
    proof = f"<i>{html.escape(one.level)}</i>" if one.level else ""
    return f"<b>{html.escape(one.does)}</b>, told by {html.escape(one.origin)}{cites}{proof}"
