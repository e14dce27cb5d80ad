"""The interpreter that waits: forks itself once for each command, and tells how the command ended.

`python -W error server.py SOCKET PROGRAM`. The fork is a process of its own with the caller's files, folder,
environment and arguments; it does what the program does and ends as an interpreter ends. This process itself runs no
thread and opens nothing, so that a fork finds no half-taken lock. It ends when its standard input closes, with its
maker.
"""

import array
import gc
import importlib
import json
import os
import pkgutil
import select
import shutil
import signal
import socket
import sys
import time
import types
import warnings
from collections.abc import Callable

HEAVY = (
    "chromadb",
    "chromadb.api.rust",
    "scipy.linalg",
    "scipy.sparse",
    "scipy.sparse.linalg",
    "uvicorn",
    "rich.markdown",
)
"""What commands import when they need it."""

LATE = ("frankly.testing", "frankly.cli.evaluating.in_pytest")
"""What no command imports."""

MOST_BYTES = 4 << 20
FILES = 3


def prepare() -> None:
    """Import all of Frankly, in the way that warns as errors."""
    import frankly

    for module in pkgutil.walk_packages(frankly.__path__, "frankly."):
        if not module.name.startswith(LATE) and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


class Commands:
    """The commands that run: the connection of each caller, by the handle of its process."""

    def __init__(self, door: socket.socket) -> None:
        """Listen at a door.

        Args:
            door: a listening socket.
        """
        self.door = door
        self.poll = select.poll()
        self.running: dict[int, tuple[int, socket.socket]] = {}
        for file in (0, door.fileno()):
            self.poll.register(file, select.POLLIN)

    def serve(self) -> Callable[[], None] | None:
        """Wait for callers.

        Returns:
            In a fork, what it shall do; otherwise nothing, once standard input is closed.
        """
        while True:
            ready = {file for file, _ in self.poll.poll()}
            if 0 in ready:
                return None
            if self.door.fileno() in ready:
                ready.discard(self.door.fileno())
                task = self._begin()
                if task is not None:
                    return task
            for handle in list(self.running):
                self._look_after(handle, ready)

    def _begin(self) -> Callable[[], None] | None:
        caller, _ = self.door.accept()
        order, files = _receive(caller)
        process = os.fork()
        if not process:
            self._forget(caller)
            return lambda: become(order, files)
        for file in files:
            os.close(file)
        handle = os.pidfd_open(process)
        self.running[handle] = process, caller
        for file in (handle, caller.fileno()):
            self.poll.register(file, select.POLLIN)
        caller.sendall(f"{process}\n".encode())
        return None

    def _look_after(self, handle: int, ready: set[int]) -> None:
        process, caller = self.running[handle]
        if handle in ready:
            _, status = os.waitpid(process, 0)
            self.poll.unregister(handle)
            self.poll.unregister(caller.fileno())
            del self.running[handle]
            os.close(handle)
            try:
                caller.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            except OSError:
                pass  # who asked has gone
            caller.close()
        elif caller.fileno() in ready:  # a caller says nothing more: it was killed, and so is its command
            os.kill(process, signal.SIGKILL)

    def _forget(self, caller: socket.socket) -> None:
        """Close in a fork what belongs to the process that waits."""
        for handle, (_, other) in self.running.items():
            os.close(handle)
            other.close()
        caller.close()
        self.door.close()


def _receive(caller: socket.socket) -> tuple[dict[str, object], list[int]]:
    room = array.array("i", [0] * FILES)
    text, sent, _, _ = caller.recvmsg(MOST_BYTES, socket.CMSG_LEN(len(room) * room.itemsize))
    while not text.endswith(b"\n"):
        text += caller.recv(MOST_BYTES)
    files = array.array("i")
    for _, _, data in sent:
        files.frombytes(data[: len(data) - len(data) % files.itemsize])
    return json.loads(text), list(files)


def become(order: dict[str, object], files: list[int]) -> None:
    """Run the command in this process, as the program would.

    Args:
        order: its `arguments`, `environment`, `folder` and `mask` of new files.
        files: standard input, output and error.
    """
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(str(order["folder"]))
    os.umask(int(str(order["mask"])))
    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    arguments = order["arguments"]
    assert isinstance(arguments, list)
    sys.argv[1:] = arguments
    is_unbuffered = bool(environment.get("PYTHONUNBUFFERED"))
    for name, number, errors in (("stdin", 0, "strict"), ("stdout", 1, "strict"), ("stderr", 2, "backslashreplace")):
        stream = open(number, "r" if number == 0 else "w", encoding="utf-8", errors=errors, closefd=False)
        if number:
            stream.reconfigure(line_buffering=number == 2 or stream.isatty(), write_through=is_unbuffered)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    # What a process that this one spawns looks at, to find its way.
    sys.modules["__main__"] = types.ModuleType("__main__")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from frankly.cli.main import app

    sys.exit(app())


def main() -> None:
    """Import, say that it is ready, and serve."""
    place, program = sys.argv[1:]
    sys.path[0] = os.path.dirname(program)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{place}-")
        door.listen(64)
        os.rename(f"{place}-", place)  # whoever sees it can connect
        task = Commands(door).serve()
    if task is not None:
        sys.argv[:] = [program]
        warnings.simplefilter("error")
        task()
    else:  # its maker may have been killed, and cleans up nothing then
        shutil.rmtree(os.path.dirname(place), ignore_errors=True)


if __name__ == "__main__":
    main()
