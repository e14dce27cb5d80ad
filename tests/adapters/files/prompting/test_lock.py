import pytest

from frankly.errors import Conflict, Misconfigured, NotFound
from tests.adapters.files.prompting.files import PromptFolder

V1 = "prompts/rank/v1.md.j2"


def test_a_released_version_must_be_held(folder: PromptFolder) -> None:
    folder.release()
    assert folder.lint() == [f"{V1} released_unlocked"]
    assert folder.lock().added == ("rank/v1",)
    assert folder.lint() == []
    assert folder.lock().added == ()


def test_a_draft_is_not_held(folder: PromptFolder) -> None:
    folder.write()
    assert folder.lock().held == ()


def test_a_released_version_that_changes_is_told_with_the_way_out(folder: PromptFolder) -> None:
    folder.release()
    folder.lock()
    folder.release(Order="Rank")
    assert folder.lint() == [f"{V1} released_changed"]
    assert "write it as prompts/rank/v2.md.j2" in folder.said()
    with pytest.raises(Conflict, match=r"lock --forget rank/v1"):
        folder.lock()


def test_what_nobody_used_can_be_held_anew(folder: PromptFolder) -> None:
    folder.release()
    folder.lock()
    folder.release(Order="Rank")
    assert folder.lock("rank/v1").added == ("rank/v1",)
    assert folder.lint() == []
    with pytest.raises(NotFound, match="does not hold 'rank/v9'"):
        folder.lock("rank/v9")


def test_a_version_may_be_retired_and_neither_be_a_draft_again_nor_vanish(folder: PromptFolder) -> None:
    folder.release()
    folder.lock()
    folder.release(released="retired")
    assert folder.lint() == [f"{V1} unreleased"]
    folder.write()
    assert f"{V1} released_is_draft" in folder.lint()
    (folder.path / "rank/v1.md.j2").unlink()
    assert folder.lint() == [f"{V1} released_gone"]


def test_a_file_that_cannot_be_read_is_not_told_as_gone(folder: PromptFolder) -> None:
    folder.release()
    folder.lock()
    folder.release(released="relased")
    assert folder.lint() == [f"{V1}:4 unreadable"]


def test_the_lock_holds_versions_in_order(folder: PromptFolder) -> None:
    for version in (10, 2, 1):
        folder.release(version)
    folder.lock()
    lines = (folder.path / "prompts.lock").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["rank/v1", "rank/v2", "rank/v10"]


def test_a_wrong_line_of_the_lock_is_told(folder: PromptFolder) -> None:
    (folder.path / "prompts.lock").write_text("# held\nrank/v1 none\n", encoding="utf-8")
    assert folder.lint() == ["prompts/prompts.lock:2 unreadable"]
    with pytest.raises(Misconfigured, match=r"prompts\.lock:2"):
        folder.lock()
