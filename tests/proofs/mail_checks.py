"""Damages e-mails in thousands of ways and looks whether the checks find each damage with its code.

A round takes one message of the preview of a small shop, whole with its header as mail servers get it, and damages it
once for every code; the ways are drawn. The message itself is looked at as well: an error there is a false alarm. The
checks of the write phase, which look at what messages share only once, must find the same.
"""

import asyncio
import random  # noqa: TID251  # the round's number is the only seed
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from functools import cache
from pathlib import Path

from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.checking import mail_of
from frankly.pipelines.messaging.enveloping import Own, delivery_of, enveloped
from frankly.pipelines.previewing.showing import Shown
from frankly.stages.mail_checks.mail import Before, CheckedMail
from frankly.stages.mail_checks.registry import CHECKS, checked
from frankly.stages.mail_checks.remembering import Remembering
from frankly.stages.messaging.mime.writing import written
from tests.api.world import NOW
from tests.pipelines.previewing.mail_damages import CAPS, DAMAGES
from tests.pipelines.previewing.shop import MAIL, Previewed, previewed
from tests.proofs.harness import Proof


@cache
def shop() -> Previewed:
    """Messages of every kind of people, with what checks share."""
    return asyncio.run(previewed())


@cache
def messages() -> tuple[Shown, ...]:
    """Those that there are."""
    return tuple(one for one in shop().preview.messages if one.written is not None)


def mail(number: int) -> CheckedMail:
    """A whole message, header and history included."""
    one = messages()[number % len(messages())]
    assert one.written is not None
    own = Own(Mailbox(address=f"r{number}@post.example"), f"7-{number}", EpochMs(NOW), {"unsubscribe": f"tok{number}"})
    envelope = enveloped(MAIL, one.written.letter, one.written.html, delivery_of(MAIL, own), feedback_id="a:b:c:d")
    header = message_from_bytes(written(envelope), policy=SMTP)
    fields = tuple((name, str(value)) for name, value in header.items())
    setting = shop().checking.setting(one.locale)
    setting = replace(setting, is_right_to_left=one.written.letter.is_right_to_left)
    whole = replace(one.written, headers=fields, content=f"content-{number}")
    return mail_of(setting, whole, Before(frozenset({"other"}), (EpochMs(NOW - 40 * 86_400_000),), CAPS, NOW))


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """One message: as it is, and damaged once for every code."""
    draw = random.Random(number)  # noqa: S311  # nothing is secret here
    sound = mail(number)
    untouched = checked(sound)
    counts: Counter[str] = Counter(
        messages=1,
        damages=0,
        found=0,
        missed=0,
        missed_while_writing=0,
        warnings_untouched=sum(one.severity == "warning" for one in untouched),
        false_alarms=sum(one.severity == "error" for one in untouched),
    )
    already = {one.code for one in untouched}
    for code, damage in DAMAGES.items():
        if code in already:
            continue
        damaged = damage(sound, draw)
        found = {one.code for one in checked(damaged)}
        counts["damages"] += 1
        counts["found" if code in found else "missed"] += 1
        counts[f"missed.{code}"] += code not in found
        if CHECKS[code].severity == "error":
            quick = {one.code for one in Remembering(damaged.setting).errors(damaged)}
            counts["missed_while_writing"] += code not in quick
    return {name: count for name, count in counts.items() if count or "." not in name}


PROOF = Proof(
    name="mail-checks",
    claim="Every defect that is planted into an e-mail is found with its code, and nothing is found in sound ones.",
    rounds=66,
    trial=trial,
    forbidden=("missed", "missed_while_writing", "false_alarms"),
)
