"""What lets a look at one text stand for many: checks of links see hosts, checks of words see no blanks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.stages.mail_checks.check import OnLink
from frankly.stages.mail_checks.example import sound_mail
from frankly.stages.mail_checks.mail import CheckedMail, House, Setting
from frankly.stages.mail_checks.registry import CHECKS
from frankly.stages.mail_checks.remembering import Remembering

LINKS = [check.looks.look for check in CHECKS.values() if isinstance(check.looks, OnLink)]
HOSTS = ["shop.example", "bit.ly", "www.bit.ly", "10.0.0.1", "evil.example", "-", ".", "0x7f"]
SETTINGS = [
    Setting("en", House("Shop", "https://shop.example", hosts=hosts)) for hosts in (frozenset(), {"shop.example"})
]


@given(st.sampled_from(HOSTS), st.text(max_size=40), st.sampled_from(SETTINGS))
def test_whether_a_plain_address_is_sound_depends_on_its_host_alone(host: str, rest: str, setting: Setting) -> None:
    begins = f"https://{host}/"
    for look in LINKS:
        assert bool(list(look(begins + rest, setting))) == bool(list(look(begins, setting)))


def with_link(mail: CheckedMail, link: str) -> CheckedMail:
    return replace(mail, html=mail.html.replace("</body>", f'<a href="{link}">Go</a></body>'), links=(link,))


@pytest.mark.parametrize(
    "link", ["https://evil.example/a", "https://SHOP.example:99@evil.example/", "http://shop.example/a", "https://[/"]
)
def test_an_address_that_leads_elsewhere_is_found_each_time(link: str) -> None:
    sound = sound_mail()
    house = replace(sound.setting.house, hosts=frozenset({"shop.example"}))
    setting = replace(sound.setting, house=house)
    remembering = Remembering(setting)
    mail = with_link(replace(sound, setting=setting), link)
    for _ in range(2):
        assert {"link_host", "link_not_https"} & {one.code for one in remembering.errors(mail)}
