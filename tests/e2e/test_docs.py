import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.pages import PAGES, Block, Reader, blocks
from tests.needs import ROOT, require_data, require_program

MARKS = ("", "background", "needs: shared-data")


def is_run(page: str) -> bool:
    """Whether something of a page is run here, or in a long proof alone."""
    return any(block.is_run for block in blocks((ROOT / page).read_text(encoding="utf-8")))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    person = Reader(tmp_path)
    yield person
    person.leave()


@pytest.mark.docs
@pytest.mark.parametrize("page", [page for page in PAGES if is_run(page)])
def test_every_block_of_a_page_runs(repository: Path, reader: Reader, demo_shop: Path, page: str) -> None:
    require_program("bash")
    require_program("curl", "Debian: curl")
    found = list(blocks((repository / page).read_text(encoding="utf-8")))
    # The first page that everybody reads makes the demo's shop itself; the others find it made, as their readers do.
    if page != "README.md" and any("frankly demo" in block.code for block in found):
        reader.settle(demo_shop)
    for block in found:
        if block.mark == "needs: shared-data" or (block.is_run and "../shared/data" in block.code):
            require_data()
        if block.is_run:
            reader.run(block)


def test_every_mark_before_a_block_is_understood(repository: Path) -> None:
    unknown = [
        f"{path.relative_to(repository)}:{block.line}: {block.mark}"
        for path in [repository / "README.md", *(repository / "docs").rglob("*.md")]
        for block in blocks(path.read_text(encoding="utf-8"))
        if block.mark not in MARKS and not block.mark.startswith(("not run: ", "long: "))
    ]
    assert unknown == []


PAGE = """Text.

```bash
echo one > file
```

<!-- not run: it would never end -->
```bash
sleep infinity
```

```text
shown
```

```python
import os
assert open("file").read() == "one\\n"
assert os.environ["FRANKLY_DATA"].startswith(os.getcwd())
```
"""


def test_blocks_of_a_page_share_one_folder(reader: Reader) -> None:
    found = list(blocks(PAGE))
    assert [(block.line, block.language, block.is_run) for block in found] == [
        (4, "bash", True),
        (9, "bash", False),
        (13, "text", False),
        (17, "python", True),
    ]
    for block in found:
        if block.is_run:
            reader.run(block)


def test_a_failing_block_fails_with_its_output(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="line 7 exited 3\necho told; exit 3\ntold"):
        reader.run(Block(7, "bash", "echo told; exit 3", ""))


def test_a_background_block_is_waited_for_and_stopped(reader: Reader) -> None:
    server = "from http.server import *; HTTPServer(('127.0.0.1', 8080), SimpleHTTPRequestHandler).serve_forever()"
    reader.run(Block(1, "python", server, "background"))
    reader.leave()
    assert [process.returncode for process in reader.servers] == [-signal.SIGTERM]


def test_a_background_block_that_ends_fails(reader: Reader) -> None:
    with pytest.raises(AssertionError, match="line 1 ended\nexit 1"):
        reader.run(Block(1, "bash", "exit 1", "background"))
