"""Shows a page on which an answer arrives bit by bit: `python examples/stream/run.py`, then open the address it prints.

It runs `frankly serve` over the demo's shop, and a small server for the page, both on this machine alone. With
FRANKLY_MODEL set, that model writes; else a simulated one, which obeys the prompts' rules and says little.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

from frankly.testing.model.asked import Asked
from frankly.testing.model_server import model_server
from frankly.testing.rule_following.writer import TASKS

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = "openai/simulated"
THINKS_S = 1.2
"""So long the simulated model takes, as a real one would."""
SHOWN = ("/examples/stream/", "/clients/js/")
STOP_TIMEOUT_S = 20


class Pages(SimpleHTTPRequestHandler):
    """Serves the page and the client, and nothing else of the folder that they lie in."""

    def do_GET(self) -> None:
        """Serve a file, where it is one of ours."""
        asked = urlsplit(self.path)
        if asked.path == "/":
            self.send_response(302)
            self.send_header("Location", f"{SHOWN[0]}index.html?{asked.query}")
            self.end_headers()
        elif asked.path.startswith(SHOWN) and ".." not in asked.path:
            super().do_GET()
        else:
            self.send_error(404)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Keep the terminal quiet."""


@contextmanager
def pages(port: int) -> Iterator[str]:
    """Serve the page; yields its origin."""
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Pages, directory=str(ROOT))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def obedient(asked: Asked) -> object:
    """What the simulated model replies: it finds out what it is asked for by the shape of the reply."""
    shape = set((asked.schema or {}).get("properties", ()))
    for name in ("write", "rank", "repair"):
        with suppress(KeyError, ValueError, StopIteration):
            reply = TASKS[name].honest(asked)
            if set(reply) <= shape:
                return reply
    return {}


@contextmanager
def writer() -> Iterator[dict[str, str]]:
    """Yields the settings of the model that writes: the one that is set, or a simulated one that is run here."""
    if os.environ.get("FRANKLY_MODEL"):
        yield {}
        return
    with model_server(answer=obedient, delay_s=THINKS_S) as server:
        yield {
            "FRANKLY_MODEL": SIMULATED,
            "FRANKLY_MODEL_URL": server.url,
            "FRANKLY_MODEL_PRICE": "0/0",
            "OPENAI_API_KEY": "simulated",
        }


@contextmanager
def service(port: int, data: Path, origin: str, model: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service over the demo's shop, open to the page's origin."""
    frankly = shutil.which("frankly", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if frankly is None:
        sys.exit("There is no command 'frankly'; install it, for example with 'pip install -e .[llm]'.")
    if not (data / "demo" / "frankly.sqlite3").exists():
        subprocess.run([frankly, "demo", "--data", str(data)], check=True, stdout=subprocess.DEVNULL)
    environment = {**os.environ, **model, "FRANKLY_PORT": str(port), "FRANKLY_CORS_ORIGINS": f'["{origin}"]'}
    environment.pop("FRANKLY_API_KEY", None)  # the page has none; without one, only this machine is served
    process = subprocess.Popen([frankly, "serve", "--data", str(data / "demo")], env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_TIMEOUT_S)


def main() -> None:
    """Run until somebody presses Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--port", type=int, default=8000, help="port of the page (default: 8000)")
    parser.add_argument("--service-port", type=int, default=8080, help="port of the service (default: 8080)")
    parser.add_argument("--data", type=Path, default=Path("frankly-data"), help="data folder (default: frankly-data)")
    chosen = parser.parse_args()
    if find_spec("litellm") is None:
        print("No model can be asked without the extra: pip install -e .[llm]. The page shows what there is without.")
    with (
        pages(chosen.port) as origin,
        writer() as model,
        service(chosen.service_port, chosen.data, origin, model) as process,
    ):
        name = model.get("FRANKLY_MODEL") or os.environ.get("FRANKLY_MODEL", "")
        query = urlencode({"service": f"http://127.0.0.1:{chosen.service_port}", "model": name})
        print(f"\nOpen {origin}/?{query}\n", flush=True)
        try:
            process.wait()
        except KeyboardInterrupt:
            print("Stopping.")


if __name__ == "__main__":
    main()
