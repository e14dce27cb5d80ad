import json

from tests.unit.stages.verify.golden import FILE, cases, verdicts


def test_sentences_of_the_suite_are_judged_as_before_down_to_the_place() -> None:
    """Where a change of words or rules is meant, `python -m tests.unit.stages.verify.golden` writes them anew."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    found = {name: verdicts(case) for case in cases() if (name := f"{case.writer} {case.id}") in kept}
    assert len(kept) > 150
    assert found == kept
