"""Lines of a cassette as text, one JSON object each with sorted fields, and back."""

from pathlib import Path

import orjson
from pydantic import ValidationError

from frankly.domain.faults import faults
from frankly.errors import Misconfigured
from frankly.evals.cassettes.line import Line

MERGED = (b"<<<<<<<", b"=======", b">>>>>>>")


def as_text(line: Line) -> bytes:
    """One line, written the same way each time."""
    return orjson.dumps(line.model_dump(mode="json", exclude_defaults=True), option=orjson.OPT_SORT_KEYS) + b"\n"


def parsed(text: bytes, place: Path, model: str = "") -> dict[str, Line]:
    """Key → line; of two lines with one key the later.

    Args:
        text: whole lines.
        place: the file, for messages.
        model: whose replies they must be; empty takes any.

    Raises:
        Misconfigured: when a line is wrong, with its number.
    """
    found = {}
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            one = _line(raw, f"{place}:{number}")
            if model and one.model != model:
                raise Misconfigured(
                    f"{place}:{number}: this is a reply of '{one.model}', and the file is of '{model}'."
                )
            found[one.key] = one
    return found


def read(path: Path, model: str = "") -> dict[str, Line]:
    """Every line of a file by its key; nothing where there is no file.

    Raises:
        Misconfigured: when it cannot be read, or a line is wrong, with its number.
    """
    try:
        return parsed(path.read_bytes(), path, model) if path.is_file() else {}
    except OSError as error:
        raise Misconfigured(f"{path}: cannot be read: {error.strerror}.") from error


def read_all(folder: Path) -> list[Line]:
    """The lines of every cassette of a folder, by model and key; what is being recorded is left out.

    Raises:
        Misconfigured: when a line is wrong, with file and number.
    """
    files = [path for path in sorted(folder.glob("*.jsonl")) if not path.name.endswith(".recording.jsonl")]
    return sorted((one for path in files for one in read(path).values()), key=lambda one: (one.model, one.key))


def _line(raw: bytes, place: str) -> Line:
    if raw.startswith(MERGED):
        raise Misconfigured(f"{place}: two changes were merged here; keep the lines of both, each key once.")
    try:
        return Line.model_validate(orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise Misconfigured(f"{place}: this is no JSON object in one line: {error}.") from error
    except ValidationError as error:
        first = faults(error.errors(), Line)[0]
        raise Misconfigured(f"{place}: {(first.pointer or '#').removeprefix('#/')}: {first.detail}.") from error
