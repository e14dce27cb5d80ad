from tests.unit.stages.verify.refusals import FILE, lines, tried


def test_writers_read_the_same_refusals_as_before() -> None:
    """Where a change is meant, `python -m tests.unit.stages.verify.refusals` writes them anew: read what changed."""
    assert list(lines(tried())) == FILE.read_text(encoding="utf-8").splitlines()
