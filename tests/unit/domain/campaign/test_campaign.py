from typing import Any

import pytest
from pydantic import ValidationError

from frankly.domain.campaign.campaign import Campaign

PLAIN: dict[str, Any] = {"name": "weekly", "title": "Weekly", "author": "Ida", "audience": {"everyone": True}}


def said(**changes: Any) -> Campaign:
    return Campaign.model_validate(PLAIN | changes)


def test_a_campaign_is_the_same_after_it_was_written_down() -> None:
    told = said(holdout="0.25", send_from="2026-12-01T08:00:00Z", variants={"a": {"share": 0.3}, "b": {"share": 0.7}})
    assert Campaign.model_validate_json(told.model_dump_json()) == told
    assert Campaign.model_validate_json(told.model_dump_json()).version == told.version


def test_a_comment_changes_no_version_and_a_word_does() -> None:
    assert said().version == said().version != said(title="Another").version


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../secret.csv",
        "a/../../b.csv",
        "~/b.csv",
        "C:\\b.csv",
        "..\\b.csv",
        "\\\\host\\b",
        "a\nb.csv",
        "",
    ],
)
def test_an_audience_is_read_from_beside_the_campaign_only(path: str) -> None:
    with pytest.raises(ValidationError):
        said(audience={"file": path})


@pytest.mark.parametrize("path", ["readers.csv", "lists/readers.jsonl", "a..b.csv"])
def test_an_audience_may_lie_in_a_folder_there(path: str) -> None:
    assert said(audience={"file": path}).audience.file == path


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"audience": {}}, "exactly one"),
        ({"audience": {"everyone": True, "segment": "newcomers"}}, "exactly one"),
        ({"audience": {"everyone": False}}, "everyone"),
        ({"budget": "two dollars"}, "is no budget"),
        ({"blocks": ["intro"]}, "'items' among them"),
        ({"blocks": ["items", "items"]}, "each part once"),
        ({"blocks": ["items", "note"]}, "'note' is empty"),
        ({"variants": {"a": {"share": 0.5}, "b": {}}}, "all of them have one"),
        ({"variants": {"a": {"share": 0.5}, "b": {"share": 0.4}}}, "add up to 1"),
        ({"send_from": 2, "do_not_send_after": 1}, "nothing could ever be sent"),
        ({"quiet_hours": {"begin": "08:00", "end": "08:00"}}, "never or always"),
        ({"time_zone": "Mars"}, "is no time zone"),
        ({"holdout": 2}, "from 0 to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        said(**changes)
