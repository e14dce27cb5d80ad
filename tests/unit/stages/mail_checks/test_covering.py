from frankly.stages.mail_checks.reading import covering
from frankly.stages.mail_checks.reading.covering import Fixed, Taken, Taker

HOUSE = Fixed(frozenset({"Hello"}), "https://shop.example")


def taken(taker: Taker, number: int) -> Taken:
    link = f"https://shop.example/leave/{number}"
    cells = f'<td>Hello</td><td>Title {number % 3}</td><td><a href="{link}">Leave</a></td>'
    page = f"<head><title>One</title></head><body>{cells}</body>"
    return taker.taken(page, frozenset({f"Title {number % 3}", "Leave"}), frozenset({link}), HOUSE)


def test_pieces_that_one_message_has_alone_are_not_remembered() -> None:
    taker = Taker()
    for number in range(50):
        taken(taker, number)
    assert not [piece for piece in taker.pieces if "leave" in piece]
    assert len(taker.pieces) == 5  # two that are fixed, and the titles


def test_what_is_remembered_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(covering, "_MOST_PIECES", 8)
    taker = Taker()
    for number in range(50):
        taken(taker, number)
        assert len(taker.pieces) <= 8
        assert len(taker.once) <= 8


def test_a_page_is_taken_apart_the_same_however_often_its_pieces_came() -> None:
    taker = Taker()
    for _ in range(3):
        assert [taken(taker, number) for number in range(7)] == [taken(Taker(), number) for number in range(7)]
