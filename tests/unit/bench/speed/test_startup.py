import os
import sys

import pytest

from frankly.bench.speed.startup import Started, figures, processor_s


def test_ratios_are_medians_of_pairs_and_not_ratios_of_medians() -> None:
    bare = [Started(1.0, 1.0), Started(2.0, 1.0), Started(4.0, 1.0)]
    ours = [Started(3.0, 2.0), Started(4.0, 2.0), Started(6.0, 2.0)]
    found = figures({"bare": bare, "ours": ours, "model": list(reversed(ours))})
    assert found["startup.first_answer_s"] == 4
    assert found["startup.ratio_to_bare"] == 2
    assert found["startup.ratio_to_bare.model"] == 2
    assert found["startup.processor_ratio_to_bare"] == 2


def test_where_the_processor_is_not_told_its_ratio_is_none() -> None:
    rows = {name: [Started(1.0, 0.0)] for name in ("bare", "ours", "model")}
    assert figures(rows)["startup.processor_ratio_to_bare"] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_process_took_some_of_the_processor() -> None:
    assert processor_s(os.getpid()) > 0
    assert processor_s(2**22 + 1) == 0
