from dataclasses import replace

import pytest

from frankly.stages.mail_checks.example import sound_mail
from frankly.stages.mail_checks.registry import CHECKS, checked


def test_nothing_is_found_in_a_sound_mail() -> None:
    assert checked(sound_mail()) == []


@pytest.mark.parametrize("code", CHECKS)
def test_each_check_finds_what_is_planted_for_it(code: str) -> None:
    found = [one for one in checked(CHECKS[code].fails.plant(sound_mail())) if one.code == code]
    assert found, code
    assert {one.severity for one in found} == {CHECKS[code].severity}
    assert all(one.hint.endswith((".", ")")) for one in found)


def test_nothing_of_the_header_is_looked_for_before_there_is_an_envelope() -> None:
    assert checked(replace(sound_mail(), headers=None)) == []


def test_the_same_mail_gives_the_same_findings_in_the_same_order() -> None:
    broken = CHECKS["body_missing"].fails.plant(CHECKS["link_host"].fails.plant(sound_mail()))
    assert checked(broken) == checked(broken)
