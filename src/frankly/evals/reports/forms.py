"""The forms in which a run can be written to a file."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from frankly.evals.reports.comma import as_csv
from frankly.evals.reports.html import as_html
from frankly.evals.reports.junit import as_junit
from frankly.evals.reports.markdown import as_markdown
from frankly.evals.reports.plain import as_plain
from frankly.evals.reports.view import RunView


def as_json(view: RunView) -> str:
    """The object of `as_plain`, indented."""
    return json.dumps(as_plain(view), indent=2, ensure_ascii=False) + "\n"


FORMS: Final[Mapping[str, Callable[[RunView], str]]] = {
    "html": as_html,
    "junit": as_junit,
    "json": as_json,
    "markdown": as_markdown,
    "csv": as_csv,
}
"""Name → what writes it; all of them UTF-8."""
