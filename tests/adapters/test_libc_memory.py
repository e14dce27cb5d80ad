import ctypes
import platform

import pytest

from frankly.adapters.libc_memory import keep_freed_memory


def test_glibc_is_told_and_told_again() -> None:
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("needs glibc")
    assert keep_freed_memory()
    assert keep_freed_memory()


def test_a_library_without_the_option_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare:
        def __init__(self, name: object) -> None:
            pass

    monkeypatch.setattr(ctypes, "CDLL", Bare)
    assert not keep_freed_memory()
