import pytest

from frankly.api.streaming.accepting import wants_stream


@pytest.mark.parametrize(
    "accept",
    [
        "text/event-stream",
        "TEXT/Event-Stream; charset=utf-8",
        "text/event-stream, */*",
        "text/event-stream;q=0.9, application/json;q=0.8",
        "application/json;q=.5, text/event-stream;q=.75",
        "text/event-stream;q=0.1, application/json;q=0",
        "text/event-stream; q = 0.5 , text/html",
        "text/event-stream;q=0.2, */*;q=0.1",
        " ,,text/event-stream,",
    ],
)
def test_a_stream_goes_to_whoever_names_it_and_wants_json_no_more(accept: str) -> None:
    assert wants_stream([accept])


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/*",
        "text/html",
        "application/json",
        "application/json, text/event-stream",
        "text/event-stream, application/json",
        "text/event-stream;q=0.8, application/json;q=0.9",
        "text/event-stream;q=0.8, */*",
        "text/event-stream;q=0",
        "text/event-stream;q=0.000, text/html",
        "text/event-stream;q=nan",
        "text/event-stream;q=-1",
        "text/event-stream;q=",
        "text/event-stream;q=1e3",
        "text/event-streams",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    ],
)
def test_everybody_else_gets_json(accept: str) -> None:
    assert not wants_stream([accept])


def test_several_headers_are_one() -> None:
    assert wants_stream(["text/html", "text/event-stream"])
    assert not wants_stream(["text/event-stream;q=0.5", "application/json"])
    assert not wants_stream([])
