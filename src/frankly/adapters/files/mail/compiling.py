"""Makes HTML of a template in MJML: `mrml`, then styles onto elements, then lines. Imported when one is compiled."""

import re
from typing import Final

import css_inline
import mrml

from frankly.adapters.files.mail.marks import inward
from frankly.errors import Misconfigured

_OWN_STYLE: Final = re.compile(r'<style type="text/css">(?=\s*#outlook)')
_POSITION: Final = re.compile(r"at position (\d+):")
_ADJACENT: Final = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")
_BETWEEN: Final = re.compile(r">\s+<")
_BROKEN: Final = re.compile(
    r"(</(?:td|tr|table|tbody|h[1-6]|p|head|style|title)>|<(?:tbody|tr)\b[^>]*>|<!\[endif\]-->)(?=<)"
)
"""Where a line may end: between parts of tables, and behind paragraphs."""


def compiled(place: str, source: str) -> str:
    """Make HTML of a template.

    Args:
        place: the file, for messages.
        source: MJML with marks in the place of Jinja2.

    Returns:
        HTML with the same marks, a line for each row, cell and paragraph; nothing was fetched for it.

    Raises:
        Misconfigured: when it is no MJML, with the line where that is known.
    """
    options = mrml.RenderOptions(disable_comments=False, fonts={})
    parser = mrml.ParserOptions(include_loader=mrml.noop_loader())
    try:
        html = mrml.to_html(source, parser_options=parser, render_options=options).content
    except OSError as error:
        raise Misconfigured(f"{place}:{_line(source, str(error))}: this is no MJML: {error}") from error
    # Its own resets stay in the head: on every cell they would be a third of the message.
    html = _OWN_STYLE.sub('<style type="text/css" data-css-inline="ignore">', inward(html))
    inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
    try:
        whole = inliner.inline(html)
    except (css_inline.InlineError, ValueError) as error:
        raise Misconfigured(f"{place}: its styles cannot be read: {error}") from error
    whole = _ADJACENT.sub("", whole)
    return _BROKEN.sub(r"\1\n", _BETWEEN.sub(">\n<", whole.replace(' data-css-inline="ignore"', "")))


def _line(source: str, told: str) -> int:
    found = _POSITION.search(told)
    return source.encode()[: int(found[1])].count(b"\n") + 1 if found else max(1, source.rstrip().count("\n") + 1)
