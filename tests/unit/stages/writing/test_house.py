from dataclasses import replace

from frankly.domain.saying.mail import Mailbox
from frankly.stages.writing.brand import Brand, MailBrand
from frankly.stages.writing.house import changes, settings_of

BRAND = Brand(
    "Lantern Books",
    {"plain": "Says what is so."},
    mail=MailBrand(
        sender=Mailbox(address="hello@shop.example", name="Lantern Books"),
        postal=("7 Harbour Lane", "Exampleton"),
        hosts=frozenset({"b.example", "a.example"}),
    ),
)


def test_settings_are_named_as_in_the_file_and_those_that_say_nothing_are_left_out() -> None:
    found = settings_of(BRAND, {"wordings": "0123456789abcdef"})
    assert found["mail.sender.address"] == "hello@shop.example"
    assert found["mail.postal"] == "7 Harbour Lane, Exampleton"
    assert found["mail.hosts"] == "a.example, b.example"
    assert found["mail.light.accent"] == "#1f5c4a"
    assert found["tones.plain"] == "Says what is so."
    assert found["wordings"] == "version 01234567"
    assert not {"mail.privacy", "mail.logo", "mail.reply_to"} & set(found)


def test_each_change_is_told_with_what_it_was_and_is() -> None:
    mail = replace(BRAND.mail, postal=("A street whose name goes on and on for more than forty characters",))
    now = settings_of(replace(BRAND, mail=mail, formality={"de": "du"}), {"wordings": "b" * 32})
    assert changes(settings_of(BRAND, {"wordings": "a" * 32}), now) == (
        "formality.de: nothing → “du”; "
        "mail.postal: “7 Harbour Lane, Exampleton” → “A street whose name goes on and on for m…”; "
        "wordings: “version aaaaaaaa” → “version bbbbbbbb”"
    )


def test_many_changes_are_counted_and_none_are_told_as_nothing() -> None:
    now = {name: "b" for name in "abcdef"}
    assert changes({}, now).endswith("d: nothing → “b”; and 2 more")
    assert changes(now, now) == ""
