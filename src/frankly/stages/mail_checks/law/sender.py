"""People see who writes to them: the house's own address, and where it can be reached by post."""

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, shown
from frankly.stages.mail_checks.form.header import with_field
from frankly.stages.mail_checks.mail import CheckedMail, flat


def _sender(mail: CheckedMail) -> Iterator[Found]:
    house = mail.setting.house
    for value in mail.header("From"):
        name, address = parseaddr(value)
        if not house.sender:
            yield Found("header From", "The brand names no sender. Give 'mail.sender' in the brand's file.")
        elif address.lower() != house.sender.lower():
            yield Found("header From", f"It is from {shown(address)}, and the brand's sender is {house.sender}.")
        elif not name:
            yield Found("header From", "It has no name, so that people see an address alone. Give the sender's name.")


def _postal(mail: CheckedMail) -> Iterator[Found]:
    postal = mail.setting.house.postal
    if not postal:
        yield Found("html", "There is no postal address. Give its lines as 'mail.postal' in the brand's file.")
        return
    for where, said in (("html", mail.flat_html), ("text", mail.flat_text)):
        if any(flat(line) not in said for line in postal):
            yield Found(where, "The postal address is not in it, or not all of it. Put it into the footer.")


def _plant_postal(mail: CheckedMail) -> CheckedMail:
    line = mail.setting.house.postal[0]
    return replace(mail, html=mail.html.replace(line, ""), text=mail.text.replace(line, ""))


CHECKS: Final = (
    MailCheck(
        code="sender_wrong",
        severity="error",
        says="The message is from the house's own address, with its name.",
        why="The law wants the sender to be seen, and mailboxes refuse a sender that the domain does not vouch for.",
        looks=OnMail(_sender),
        passes="Lantern Books <letters@lantern-books.example>",
        fails=Damage("somebody else's address", lambda mail: with_field(mail, "From", "Lantern <x@other.example>")),
    ),
    MailCheck(
        code="postal_address_missing",
        severity="error",
        says="The postal address of the house stands in both bodies.",
        why="CAN-SPAM, the German TMG and their kin want it; it is also how people tell a shop from a fraud.",
        looks=OnMail(_postal),
        passes="the address in the footer",
        fails=Damage("its first line is missing", _plant_postal),
    ),
)
