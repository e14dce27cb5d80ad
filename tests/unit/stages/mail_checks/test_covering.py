from frankly.stages.mail_checks.reading import covering
from frankly.stages.mail_checks.reading.covering import Fixed, Taken, Taker

HOUSE = Fixed(frozenset({"Hello"}), "https://shop.example")


def taken(taker: Taker, number: int) -> Taken:
    link = f"https://shop.example/leave/{number}"
    cells = f'<td>Hello</td><td>Title {number % 3}</td><td><a href="{link}">Leave</a></td>'
    page = f"<head><title>One</title></head><body>{cells}</body>"
    return taker.taken(page, frozenset({f"Title {number % 3}", "Leave"}), frozenset({link}), HOUSE)


def test_links_that_one_message_has_alone_are_not_remembered_and_what_stands_around_them_is() -> None:
    taker = Taker()
    for number in range(50):
        taken(taker, number)
    assert not [piece for piece in taker.pieces if "leave" in piece]
    assert len(taker.pieces) == 6  # two that are fixed, the titles, and what stands around the link


def test_pieces_that_one_message_has_alone_are_not_remembered() -> None:
    taker = Taker()
    for number in range(50):
        words = f"Number {number}"
        taker.taken(f"<body><td>{words}</td></body>", frozenset({words}), frozenset(), HOUSE)
    assert len(taker.pieces) == 1


def test_a_link_that_is_not_the_messages_own_is_seen_beside_one_that_is() -> None:
    taker = Taker()
    for number in range(9):
        own, foreign = f"https://shop.example/a?leave={number}&you=1", f"https://other.example/{number % 2}"
        page = f'<body><td><a href="{own.replace("&", "&amp;")}">Leave</a><img src="{foreign}"><p>{own}</p></td></body>'
        shape = "".join(taker.taken(page, frozenset({"Leave"}), frozenset({own}), HOUSE).shape)
        assert shape == (
            f'<body><td><a href="{HOUSE.home}">{covering.COVER}</a><img src="{foreign}"><p>{own}</p></td></body>'
        )


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


def test_words_of_one_message_are_cut_off_from_the_cells_around_them() -> None:
    taker = Taker()
    before = "<td class='frame'><table><tr>"
    pages = [f"<body><table><tr>{before}<td><p>Title {number}</p></td></tr></table></td></body>" for number in range(9)]
    found = [taker.taken(page, frozenset({f"Title {n}"}), frozenset(), HOUSE) for n, page in enumerate(pages)]
    assert len({one.shape for one in found}) == 1
    assert "".join(found[0].shape) == pages[0].replace("Title 0", covering.COVER)
    assert [piece for piece in taker.pieces if "frame" in piece]
    assert not [piece for piece in taker.pieces if "Title" in piece]


def test_padding_beside_a_subject_is_no_word() -> None:
    page = "<body><div>Look around\u034f\u200c&nbsp;\u034f\u200c&nbsp;</div>&amp;nbsp;</body>"
    assert Taker().taken(page, frozenset(), frozenset(), HOUSE).runs == ("Look around", "&nbsp;")
