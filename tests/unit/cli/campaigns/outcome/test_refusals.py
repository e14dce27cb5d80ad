from frankly.cli.campaigns.outcome.refusals import Refusals


def test_as_much_is_kept_as_is_told_however_much_is_refused() -> None:
    refused = Refusals()
    for line in range(2, 1_002):
        refused.add(line, f"e{line}", f"unknown_message: of key {line % 20}")
    assert refused.number == 1_000
    assert len(refused.listed) == 100
    lines = refused.lines()
    assert len(lines) == 6
    assert lines[0] == "50 rows (lines 2 (e2), 22 (e22), 42 (e42) and 47 more): unknown_message: of key 2"
    assert lines[5] == "… and 750 rows with other faults; --json tells up to 100 rows."


def test_two_rows_are_both_named() -> None:
    refused = Refusals()
    refused.add(2, "", "invalid_result: id: Field required")
    assert refused.lines() == ["line 2: invalid_result: id: Field required"]
    refused.add(7, "", "invalid_result: id: Field required")
    assert refused.lines() == ["2 rows (lines 2, 7): invalid_result: id: Field required"]
