from pathlib import Path

import pytest

from tests.architecture.purity import impurities

PURE_PACKAGES = ("domain", "stages", "measure")


@pytest.mark.parametrize("package", PURE_PACKAGES)
def test_results_depend_on_arguments_alone(repository: Path, package: str) -> None:
    folder = repository / "src" / "frankly" / package
    modules = sorted(folder.rglob("*.py"))
    assert modules, f"{folder} holds no modules"
    found = {
        str(path.relative_to(repository)): reasons
        for path in modules
        if (reasons := impurities(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "import os.path",
        "import random as r",
        "from os import environ",
        "from datetime import datetime; datetime.now()",
        "import datetime as d; d.date.today()",
        "from numpy import random",
        "import numpy as np; np.random.default_rng(1)",
        "import urllib.request",
        "from urllib import request",
        "from pathlib import Path",
        "open('x')",
        "hash('x')",
        "async def f(): ...",
        "def f():\n    global x",
        "def f():\n    import uuid",
    ],
)
def test_an_impure_line_is_found(line: str) -> None:
    assert impurities(line) != []


@pytest.mark.parametrize(
    "line",
    [
        "import math, hashlib, re",
        "from datetime import datetime, UTC; datetime.fromtimestamp(0, tz=UTC)",
        "from urllib.parse import quote",
        "import numpy as np; np.argsort([1])",
        "def f(now): return now",
        "x.time",
        "class A:\n    def __hash__(self): return hash(self.x)",
    ],
)
def test_a_pure_line_passes(line: str) -> None:
    assert impurities(line) == []
