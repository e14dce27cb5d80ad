"""Messages in the forms of senders: the same bytes as the golden files, and read back by the standard library."""

import csv
import io
import mailbox
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import orjson
import pytest

from frankly.stages.handing_over.comma_lines import COLUMNS, harmless
from frankly.stages.handing_over.forms import FORMS, KNOWN, FormName, Sending, part_files, too_large
from frankly.stages.handing_over.senders.batches import Limits, batches
from tests.unit.stages.handing_over.mails import LINK, mail

GOLDEN = Path(__file__).parent / "golden"
SENDING = Sending("template-1", "hello@shop.example", "The Lantern")


def _one(form: FormName, *numbers: int) -> bytes:
    [part] = part_files(form, [mail(no) for no in numbers], "part-00001", SENDING)
    return part.data


@pytest.mark.parametrize("form", FORMS)
def test_gives_the_bytes_of_the_golden_file(form: FormName) -> None:
    golden = GOLDEN / f"{form}.{KNOWN[form].suffix or 'eml'}"
    assert _one(form, 1) == golden.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_no_message_makes_no_file(form: FormName) -> None:
    assert part_files(form, [], "part-00001", SENDING) == []


def test_each_mail_is_a_file_of_its_own_named_by_number_alone() -> None:
    parts = part_files("eml", [mail(7), mail(8)], "part-00001", SENDING)
    assert [part.name for part in parts] == ["part-00001/00000007.eml", "part-00001/00000008.eml"]


def test_mbox_gives_each_message_back_with_lines_that_begin_with_from(tmp_path: Path) -> None:
    path = tmp_path / "all.mbox"
    path.write_bytes(_one("mbox", 1, 2))
    box = mailbox.mbox(path, factory=lambda file: message_from_bytes(file.read(), policy=policy.default))  # type: ignore[arg-type]
    found = list(box)
    assert len(found) == 2
    for read, sent in zip(found, (mail(1), mail(2)), strict=True):
        assert isinstance(read, EmailMessage)
        assert read["List-Unsubscribe"].startswith(f"<{LINK}>")
        body = read.get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == sent.text
    box.close()


def test_csv_is_plain_utf_8_whose_first_column_has_its_own_name() -> None:
    sent = replace(mail(1), subject="Für Ä", locale="de")
    [part] = part_files("csv", [sent], "part", SENDING)
    assert part.data.startswith(b'"key",')
    [row] = csv.DictReader(io.StringIO(part.data.decode("utf-8"), newline=""))
    assert (row["key"], row["subject"]) == (sent.key, "Für Ä")


def test_csv_holds_each_field_and_stops_formulas() -> None:
    sent = mail(1, subject="=HYPERLINK(1)", text='-2+3"cmd|x\n', first_name="@SUM")
    [part] = part_files("csv", [sent], "part", SENDING)
    header, row = csv.reader(io.StringIO(part.data.decode(), newline=""))
    assert tuple(header) == COLUMNS
    told = dict(zip(header, row, strict=True))
    assert told["subject"] == "'=HYPERLINK(1)"
    assert told["text"] == "'" + sent.text
    assert told["first_name"] == "'@SUM"
    assert told["html"] == sent.html


def test_what_an_estimate_of_another_split_takes_stands_in_each_row() -> None:
    [line] = part_files("jsonl", [mail(1)], "part", SENDING)
    [table] = part_files("csv", [mail(1)], "part", SENDING)
    [row] = csv.DictReader(io.StringIO(table.data.decode(), newline=""))
    assert [orjson.loads(line.data)[name] for name in ("variant", "propensity_ppm")] == ["warm", 640_000]
    assert [row[name] for name in ("variant", "propensity_ppm")] == ["warm", "640000"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "＝1"])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert harmless("a = b") == "a = b"


def test_sendgrid_gets_header_fields_that_it_takes_and_no_others() -> None:
    body = orjson.loads(_one("sendgrid", 1))
    assert body["personalizations"][0]["headers"] == {
        "List-Unsubscribe": f"<{LINK}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_braze_gets_at_most_fifty_recipients_a_request() -> None:
    lines = _one("braze", *range(1, 121)).splitlines()
    assert [len(orjson.loads(line)["recipients"]) for line in lines] == [50, 50, 20]


def test_bodies_are_cut_by_size_too_and_none_is_lost() -> None:
    sent = [mail(no, html="x" * 1_000) for no in range(10)]
    data = batches(sent, lambda one: {"key": one.key, "html": one.html}, lambda part: {"all": part}, Limits(99, 4_000))
    bodies = [orjson.loads(line)["all"] for line in data.splitlines()]
    assert [entry["key"] for body in bodies for entry in body] == [one.key for one in sent]
    assert all(len(line) <= 4_000 for line in data.splitlines())


def test_what_a_sender_would_refuse_for_its_size_is_told_before() -> None:
    large = mail(1, html="<p>" + "x" * 60_000 + "</p>")
    assert "50 KB" in too_large("braze", large)
    assert too_large("klaviyo", large) == ""
    assert "100 KB" in too_large("klaviyo", mail(1, html="x" * 100_001))
    assert too_large("jsonl", large) == ""


def test_a_key_is_the_same_for_the_same_message_and_another_for_any_other() -> None:
    keys = {mail(1).key, mail(2).key}
    assert len(keys) == 2
    assert mail(1).key in keys
