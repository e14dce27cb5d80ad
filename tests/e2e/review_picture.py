"""The picture of a review in the how-tos: a real terminal of the demo's campaign, drawn by a real browser.

    python -m tests.e2e.review_picture

makes `docs/how-to/images/campaign-review.png` anew, after the screen or the demo changed. Look at it before it is kept,
and at the words for it in `docs/how-to/review-a-campaign.md`.
"""

import base64
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import tempfile
import termios
import time
from io import StringIO
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.e2e.browser import Browser, browsing
from tests.e2e.terminal import command, environment, frankly
from tests.needs import ROOT

PICTURE: Final = ROOT / "docs" / "how-to" / "images" / "campaign-review.png"
QUESTION: Final = "Send this? "
COLUMNS, LINES, TIMEOUT_S = 100, 50, 60
WIDTH: Final = 880
CAMPAIGN: Final = """title: Autumn reading
author: Ida
audience:
  rule: {acts: {kinds: [purchase], within_days: 60, at_least: 2}}
locales: [en]
mode: template
items: 2
quiet_hours: null
"""
_COLOURS: Final = [(70, 70, 70), (255, 120, 110), (130, 220, 130), (230, 210, 110), (130, 170, 255), (220, 150, 230)]
THEME: Final = TerminalTheme((16, 18, 22), (250, 250, 250), [*_COLOURS, (130, 220, 220), (220, 220, 220)])
"""Dark enough that what a terminal shows dim can be read: half of its letters' light is a contrast above 4.5."""
PAGE: Final = """<!doctype html><meta charset="utf-8"><title>Review</title>
<style>body {{ margin: 0; background: {background}; color: {foreground} }}
pre {{ margin: 0; padding: 16px 20px; font: 13px/1.35 "DejaVu Sans Mono", monospace }}</style>
<pre>{code}</pre>
"""


def written(shop: Path) -> None:
    """Have the messages of a campaign written, as the how-to does.

    Args:
        shop: the demo's data folder; it is written to.
    """
    (shop / "campaigns").mkdir(exist_ok=True)
    (shop / "campaigns" / "autumn.yaml").write_text(CAMPAIGN, encoding="utf-8")
    for step in (("plan", "autumn", "--messages", "0"), ("run", "autumn")):
        done = frankly(shop, "campaign", *step)
        assert done.returncode == 0, done.stdout + done.stderr


def walked(shop: Path, keys: str) -> str:
    """What a terminal shows of a review, colours and all, until its question after the last key.

    Args:
        shop: the data folder.
        keys: pressed one by one, each once a question stands there.
    """
    mine, theirs = pty.openpty()
    os.set_blocking(mine, False)
    _size(theirs)
    kept = {name: value for name, value in environment(shop).items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        command("campaign", "review", "autumn", "--by", "Otto"),
        env=kept | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": str(LINES)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        shown = ""
        for number, key in enumerate(f"{keys}q", start=1):
            shown += _until(mine, number, shown)
            _wait_for_single_keys(mine)
            os.write(mine, key.encode())
        process.wait(TIMEOUT_S)
    finally:
        process.kill()
        process.wait()
        os.close(mine)
    # What turned while the data folder was opened is wiped by then.
    return shown.rpartition("\x1b[2K")[2].replace("\r\n", "\n")


def _size(terminal: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))


def _until(terminal: int, questions: int, before: str = "") -> str:
    """What comes until so many questions were asked."""
    found, deadline = b"", time.monotonic() + TIMEOUT_S
    while (before + found.decode(errors="ignore")).count(QUESTION) < questions:
        assert time.monotonic() < deadline, before + found.decode(errors="replace")
        if select.select([terminal], [], [], 1)[0]:
            found += os.read(terminal, 65_536)
    return found.decode()


def _wait_for_single_keys(terminal: int) -> None:
    """A key that is pressed before the program asks for keys is lost."""
    deadline = time.monotonic() + TIMEOUT_S
    while termios.tcgetattr(terminal)[3] & termios.ICANON:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def plain(shown: str) -> str:
    """A screen without its colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def drawn(browser: Browser, shown: str, folder: Path) -> bytes:
    """A screen as a picture, PNG.

    Args:
        browser: draws it.
        shown: what a terminal showed.
        folder: for the page that is drawn.
    """
    screen = Console(record=True, width=COLUMNS, file=StringIO(), highlight=False, force_terminal=True)
    screen.print(Text.from_ansi(shown), soft_wrap=True)
    file = folder / "review.html"
    file.write_text(screen.export_html(theme=THEME, code_format=PAGE, inline_styles=True), encoding="utf-8")
    browser.look(WIDTH)
    browser.open(file.as_uri())
    height = browser.ask("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    return base64.b64decode(browser.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])


def main() -> None:
    """Make the picture of the how-tos anew."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        done = frankly(folder / "data", "demo")
        assert done.returncode == 0, done.stderr
        written(folder / "data" / "demo")
        with browsing(folder / "profile") as browser:
            PICTURE.write_bytes(drawn(browser, walked(folder / "data" / "demo", "d"), folder))


if __name__ == "__main__":
    main()
