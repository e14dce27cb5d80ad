"""What stands for the program `frankly`: asks the interpreter that waits for a fork, and ends as the fork ends.

Written out with the interpreter's path, the socket and the real program put in (`prestarting.py`). It imports little,
since it is started hundreds of times. Where the environment asks for another interpreter, it becomes the real program.
"""

import array
import os
import signal
import socket
import sys

PLACE, REAL, BEGUN_WITH = "@place@", "@real@", {"@begun@": "@with@"}


def asks_for_its_own() -> bool:
    """Whether something in the environment has an effect only at an interpreter's start."""
    found = {name: value for name, value in os.environ.items() if is_of_the_start(name)}
    return found != BEGUN_WITH


def is_of_the_start(name: str) -> bool:
    """Whether an interpreter or a library reads a variable when it starts."""
    return (
        name.startswith(("PYTHON", "LC_", "LANG", "LD_", "MALLOC_")) or name.endswith("_NUM_THREADS")
    ) and name != "PYTHONUNBUFFERED"


def main() -> int:
    """Have it run, hand signals on, and give its exit code."""
    import json

    order = {
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "mask": _mask(),
    }
    server = socket.socket(socket.AF_UNIX)
    server.connect(PLACE)
    files = array.array("i", [0, 1, 2])
    text = json.dumps(order).encode() + b"\n"
    sent = server.sendmsg([text], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
    server.sendall(text[sent:])
    answers = server.makefile("r")
    process = int(answers.readline())
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(one, lambda number, _frame: os.kill(process, number))
    return int(answers.readline())


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def end(code: int) -> None:
    """End with a code, or, below nothing, by a signal."""
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    if asks_for_its_own():
        os.execv(sys.executable, [sys.executable, "-W", "error", REAL, *sys.argv[1:]])  # noqa: S606
    end(main())
