from dataclasses import replace

import pytest

from frankly.stages.mail_checks.example import sound_mail
from frankly.stages.mail_checks.mail import CheckedMail
from frankly.stages.mail_checks.registry import CHECKS, checked
from frankly.stages.mail_checks.remembering import Remembering


def codes(mail: CheckedMail) -> set[tuple[str, str]]:
    return {(one.code, one.where) for one in checked(mail) if one.severity == "error"}


@pytest.mark.parametrize("code", CHECKS)
def test_it_finds_the_same_errors_as_a_look_at_everything(code: str) -> None:
    sound, broken = sound_mail(), CHECKS[code].fails.plant(sound_mail())
    remembering = Remembering(sound.setting)
    assert remembering.errors(sound) == []
    assert {(one.code, one.where) for one in remembering.errors(broken)} == codes(broken)
    assert remembering.errors(sound) == []


def test_a_name_that_is_markup_changes_the_shape_and_is_found() -> None:
    sound = sound_mail()
    hostile = replace(
        sound,
        html=sound.html.replace("<bdi>Ada</bdi>", "<bdi><script>x()</script></bdi>"),
        values=(*sound.values, "<script>x()</script>"),
    )
    remembering = Remembering(sound.setting)
    assert remembering.errors(sound) == []
    assert "active_content" in {one.code for one in remembering.errors(hostile)}


def test_two_people_share_a_shape_where_only_names_and_links_differ() -> None:
    sound = sound_mail()
    link = next(one for one in sound.links if "unsubscribe" in one)
    other = replace(
        sound,
        html=sound.html.replace("<bdi>Ada</bdi>", "<bdi>O’Neill &amp; Co</bdi>").replace(link, f"{link}2"),
        values=(*sound.values, "O’Neill & Co"),
        links=(*sound.links, f"{link}2"),
    )
    assert other.taken.shape == sound.taken.shape
    assert "O’Neill & Co" in other.runs
