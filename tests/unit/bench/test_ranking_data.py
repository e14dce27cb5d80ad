"""Files in, acts out; a bad file is told by its line."""

import gzip
import json
from pathlib import Path

import pytest

from frankly.bench.ranking.data import movielens, online_retail, sequence
from frankly.bench.ranking.sampled import sampled
from frankly.bench.ranking.sets import load, split_of
from frankly.errors import Invalid


def written(path: Path, *lines: object) -> Path:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def person(user: object = "u", **changes: object) -> dict[str, object]:
    return {"user": user, "history": ["a", "b"], "candidates": ["c", "d"], "truth": "e", **changes}


@pytest.mark.parametrize("name", ["set.txt", "set.txt.gz"])
def test_a_sequence_file_keeps_its_order(tmp_path: Path, name: str) -> None:
    data = sequence(written(tmp_path / name, "1 9 3 7", "", "2 3"), "set")
    assert [act.item for act in data.people["1"]] == ["9", "3", "7"]
    assert [act.at_ms for act in data.people["1"]] == sorted({act.at_ms for act in data.people["1"]})
    assert set(data.items) == {"9", "3", "7"}
    assert not data.has_times


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("1 9 3", "2"), r"set\.txt:2: .*at least one item"),
        (("1 9 3", "", "1 4"), r"set\.txt:3: '1' has a line before"),
    ],
)
def test_a_bad_line_of_a_sequence_file_is_told_by_its_number(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        sequence(written(tmp_path / "set.txt", *lines), "set")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.txt is no file"):
        sequence(tmp_path / "none.txt", "set")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "set.txt").write_bytes(b"1 2 3\n\xff\xfe\n")
    (tmp_path / "set.txt.gz").write_bytes(b"1 2 3\n")
    for name in ("set.txt", "set.txt.gz"):
        with pytest.raises(Invalid, match="no text in UTF-8"):
            sequence(tmp_path / name, "set")


def test_a_file_with_nobody_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds nobody"):
        load(written(tmp_path / "set.txt", ""), "sequence", "set")


def test_a_sampled_file_says_what_is_ranked_and_what_is_to_be_found(tmp_path: Path) -> None:
    file = written(tmp_path / "set.jsonl", person("u"), person(7, history=[1, 2], candidates=[3, 3], truth=[2, 4]))
    data = load(file, "sampled", "set")
    first, second = split_of(data, "sampled").questions
    assert (first.candidates, first.truth, first.masked) == (("c", "d", "e"), {"e"}, {"a", "b"})
    # What is to be found is never masked, though the history has it.
    assert (second.person, second.candidates, second.truth, second.masked) == ("7", ("3", "2", "4"), {"2", "4"}, {"1"})
    assert split_of(data, "sampled", protocol="full").questions[0].candidates == ()
    assert set(data.items) == set("abcde1234")


def test_statistics_of_a_sampled_file_are_made_without_the_last_of_each_history(tmp_path: Path) -> None:
    data = load(written(tmp_path / "set.jsonl", person()), "sampled", "set")
    split = split_of(data, "sampled")
    assert [act.item for act in split.training["u"]] == ["a"]
    assert [act.item for act in split.questions[0].history] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", r"set\.jsonl:2: this is no JSON"),
        ("[]", r"set\.jsonl:2: the line: "),
        (person("v", truth=[]), r"set\.jsonl:2: truth: "),
        (person("v", candidates=[]), r"set\.jsonl:2: candidates: "),
        (person("v", history=[None]), r"set\.jsonl:2: history\.0: "),
        (person("v", extra=1), r"set\.jsonl:2: extra: "),
        (person("u"), r"set\.jsonl:2: 'u' has a line before"),
    ],
)
def test_a_bad_line_of_a_sampled_file_is_told_by_its_number(tmp_path: Path, line: object, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        sampled(written(tmp_path / "set.jsonl", person("u"), line), "set")


def test_a_sequence_file_names_no_candidates(tmp_path: Path) -> None:
    data = load(written(tmp_path / "set.txt", "1 a b c d"), "sequence", "set")
    with pytest.raises(Invalid, match="names no candidates"):
        split_of(data, "sequence", protocol="sampled")


def test_a_set_where_nobody_can_be_predicted_is_told(tmp_path: Path) -> None:
    data = load(written(tmp_path / "set.txt", "1 a b"), "sequence", "set")
    with pytest.raises(Invalid, match=r"Nobody in set can be predicted .*1 shorter"):
        split_of(data, "sequence")


def retail(folder: Path, *acts: str) -> Path:
    written(
        folder / "items.jsonl",
        {"item_id": "1", "title": "RED MUG", "category": "mugs", "tags": ["red"]},
        {"item_id": "2", "title": "BLUE MUG", "category": "other", "tags": []},
    )
    written(folder / "interactions.csv.gz", "user_id,item_id,basket_id,ts,quantity,unit_price", *acts)
    return folder


def test_online_retail_has_times_and_baskets(tmp_path: Path) -> None:
    data = online_retail(retail(tmp_path, "u,2,b2,2010-12-02 08:00:00,3,1.5", "u,1,b1,2010-12-01 08:00:00,6,4.25"))
    assert [(act.item, act.order, act.value) for act in data.people["u"]] == [("1", "b1", 6), ("2", "b2", 3)]
    assert data.people["u"][1].at_ms - data.people["u"][0].at_ms == 86_400_000
    assert (data.items["1"].categories, data.items["2"].categories) == (("mugs",), ())


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("u,1,b,yesterday,1,1", r"interactions\.csv\.gz:2: cannot be read"),
        ("u,1,b,2010-12-01 08:00:00,many,1", r"interactions\.csv\.gz:2: cannot be read"),
        ("u,1", r"interactions\.csv\.gz:2: cannot be read"),
    ],
)
def test_a_bad_row_of_a_preset_is_told_by_its_number(tmp_path: Path, act: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        online_retail(retail(tmp_path, act))


def test_movielens_has_stars_and_genres(tmp_path: Path) -> None:
    written(tmp_path / "movies.csv.gz", "movieId,title,genres", "1,Heat (1995),Action|Crime", "2,X,(no genres listed)")
    written(tmp_path / "ratings.csv.gz", "userId,movieId,rating,timestamp", "9,2,0.5,200", "9,1,4.5,100")
    data = movielens(tmp_path)
    assert [(act.item, act.value, act.at_ms) for act in data.people["9"]] == [("1", 4, 100_000), ("2", 1, 200_000)]
    assert (data.items["1"].categories, data.items["2"].categories) == (("Action", "Crime"), ())


def test_another_file_than_that_of_the_preset_is_told(tmp_path: Path) -> None:
    written(tmp_path / "movies.csv.gz", "id,name", "1,Heat")
    with pytest.raises(Invalid, match=r"movies\.csv\.gz:2: 'genres' is missing"):
        movielens(tmp_path)


def test_choices_about_online_retail_are_made_on_windows_before_the_cut(tmp_path: Path) -> None:
    folder = retail(
        tmp_path,
        "u,1,b1,2011-06-01 08:00:00,1,1",
        "u,2,b2,2011-10-14 08:00:00,1,1",
        "v,1,b3,2011-06-01 08:00:00,1,1",
        "v,2,b4,2011-10-16 08:00:00,1,1",
    )
    data = load(folder, "online-retail", "shop")
    test, choice = split_of(data, "online-retail"), split_of(data, "online-retail", back=2)
    assert [question.person for question in test.questions] == ["v"]
    assert [question.person for question in choice.questions] == ["u"]
    assert "before 2011-10-15" in test.rule
    assert (
        "before 2011-08-20; to be found are items new to the person from then on and before 2011-10-15" in choice.rule
    )
