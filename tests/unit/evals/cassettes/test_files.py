"""Cassettes as files: small diffs, several processes, kills, mistakes by hand."""

from pathlib import Path

import pytest

from frankly.domain.model.reply import ModelReply
from frankly.errors import Misconfigured
from frankly.evals.cassettes.files import CassetteFile, file_name
from frankly.evals.cassettes.line import Line, line_of
from frankly.evals.cassettes.reading import as_text, read, read_all
from tests.unit.evals.cassettes.recording import DAY, MODEL, call_of


def line(sample: int, text: str = "{}") -> Line:
    call = call_of().model_copy(update={"sample": sample})
    reply = ModelReply(text=text, model=MODEL)
    return line_of(call, MODEL, reply, writer="recorded", prompt_hash="", rules=(), day=DAY)


def filled(folder: Path, *samples: int) -> CassetteFile:
    file = CassetteFile(folder, MODEL)
    for sample in samples:
        file.add(line(sample))
    return file


def test_a_cassette_is_sorted_by_key_and_the_same_whatever_the_order_of_recording(tmp_path: Path) -> None:
    for folder, order in ((tmp_path / "a", (0, 1, 2, 3)), (tmp_path / "b", (3, 1, 0, 2))):
        filled(folder, *order).settle()
    one, other = ((tmp_path / name / "acme__writer-1.jsonl").read_bytes() for name in "ab")
    assert one == other
    assert list(read(tmp_path / "a" / "acme__writer-1.jsonl")) == sorted(line(n).key for n in range(4))


def test_one_more_reply_is_one_more_line(tmp_path: Path) -> None:
    filled(tmp_path, 0, 1, 2).settle()
    before = set((tmp_path / "acme__writer-1.jsonl").read_bytes().splitlines())
    filled(tmp_path, 3).settle()
    after = set((tmp_path / "acme__writer-1.jsonl").read_bytes().splitlines())
    assert after - before == {as_text(line(3)).rstrip()}
    assert not before - after


def test_a_reply_stands_on_the_disk_before_the_next_is_asked_for(tmp_path: Path) -> None:
    filled(tmp_path, 0)
    assert line(0).key in CassetteFile(tmp_path, MODEL).lines


def test_a_line_that_a_kill_cut_off_is_dropped_and_runs_into_no_other(tmp_path: Path) -> None:
    filled(tmp_path, 0)
    (journal,) = tmp_path.iterdir()
    journal.write_bytes(journal.read_bytes() + as_text(line(1))[:-20])
    after = filled(tmp_path, 2)
    after.settle()
    assert set(CassetteFile(tmp_path, MODEL).lines) == {line(0).key, line(2).key}
    assert [path.name for path in tmp_path.iterdir()] == ["acme__writer-1.jsonl"]


def test_processes_that_record_beside_each_other_lose_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = filled(tmp_path, 0), filled(tmp_path, 1)
    one.follow()
    assert set(one.fresh) == {line(0).key, line(1).key}
    one.settle()
    other.add(line(2))
    other.settle()
    one.follow()
    assert set(CassetteFile(tmp_path, MODEL).lines) == {line(0).key, line(1).key, line(2).key}


def test_what_others_settled_is_known_while_this_one_goes_on(tmp_path: Path) -> None:
    one, other = filled(tmp_path, 0), filled(tmp_path, 1)
    other.settle()
    one.add(line(2))
    assert set(one.lines) >= {line(0).key, line(1).key, line(2).key}


def test_another_recording_in_the_place_of_the_one_that_was_heard_is_not_read_from_its_middle(tmp_path: Path) -> None:
    one, other = filled(tmp_path, 0), CassetteFile(tmp_path, MODEL)
    other.settle()
    for sample in (1, 2):
        other.add(line(sample, text='{"longer": "than the first"}'))
    one.add(line(3))
    assert set(one.lines) == {line(sample).key for sample in range(4)}


def test_replacing_leaves_only_what_was_given_and_no_empty_file(tmp_path: Path) -> None:
    file = filled(tmp_path, 0, 1)
    file.settle()
    file.replace([line(1)])
    assert set(CassetteFile(tmp_path, MODEL).lines) == {line(1).key}
    file.replace([])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (b"{", r"jsonl:2: this is no JSON object"),
        (b"<<<<<<< HEAD", r"jsonl:2: two changes were merged here; keep the lines of both"),
        (b'{"key": "zz"}', r"jsonl:2: key: .*pattern"),
        (
            as_text(line(1).model_copy(update={"model": "acme/other"})).rstrip(),
            r"jsonl:2: this is a reply of 'acme/other'",
        ),
    ],
)
def test_a_mistake_by_hand_is_told_with_file_and_line(tmp_path: Path, wrong: bytes, told: str) -> None:
    (tmp_path / "acme__writer-1.jsonl").write_bytes(as_text(line(0)) + wrong + b"\n")
    with pytest.raises(Misconfigured, match=told):
        CassetteFile(tmp_path, MODEL)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cassettes").write_text("a file in its place")
    with pytest.raises(Misconfigured, match="cannot be written"):
        filled(tmp_path / "cassettes", 0)


def test_all_cassettes_of_a_folder_are_read_together_without_what_is_being_recorded(tmp_path: Path) -> None:
    filled(tmp_path, 0).settle()
    filled(tmp_path, 1)
    assert [one.key for one in read_all(tmp_path)] == [line(0).key]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("simulated/rule-following", "simulated__rule-following"),
        ("openai/gpt-4o,anthropic/claude", "openai__gpt-4o-anthropic__claude"),
        ("ollama/qwen2.5:7b", "ollama__qwen2.5-7b"),
    ],
)
def test_a_cassette_is_named_like_its_model(model: str, name: str) -> None:
    assert file_name(model) == name
