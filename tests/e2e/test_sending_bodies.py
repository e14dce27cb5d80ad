"""The loop of the how-to that sends a file's bodies to a sender, against a sender that listens here."""

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.e2e.pages import blocks
from tests.needs import ROOT, require_program

LARGEST = 1_100_000
"""Bytes of the largest body that a campaign of the demo gives; Linux takes 131,071 of one argument."""


@contextlib.contextmanager
def sender() -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """An address, and what comes there: key, type and body of each request."""
    came: list[tuple[str, str, bytes]] = []

    class Sender(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.headers["Authorization"], self.headers["Content-Type"], body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Sender) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", came
        finally:
            server.shutdown()
            thread.join()


def test_every_body_of_a_file_arrives_whole_however_large(tmp_path: Path) -> None:
    bash = require_program("bash")
    require_program("curl", "Debian: curl")
    page = (ROOT / "docs" / "how-to" / "hand-over-a-campaign.md").read_text(encoding="utf-8")
    (block,) = [one for one in blocks(page) if "$SENDER_URL" in one.code]
    bodies = [
        '{"a": "\\\\u00fc \\\\"x\\\\" \\\\\\\\n  $HOME `id` 100 %s"}',
        '{"b": "' + "ü" * (LARGEST // 2) + '"}',
        '  {"c": "@file"} ',
    ]
    file = tmp_path / block.code.partition("done < ")[2].strip()
    file.parent.mkdir()
    file.write_text("".join(f"{body}\n" for body in bodies), encoding="utf-8")
    with sender() as (address, came):
        done = subprocess.run(
            [bash, "-euo", "pipefail", "-c", block.code],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "SENDER_URL": address, "SENDER_KEY": "k"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert [body.decode() for _, _, body in came] == bodies
    assert {one[:2] for one in came} == {("Bearer k", "application/json")}
