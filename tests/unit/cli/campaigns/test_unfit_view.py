from frankly.cli.campaigns.unfit_view import unfit_notes
from frankly.pipelines.campaigning.views import UnfitView


def told(number: int) -> list[str]:
    items = [UnfitView(item=f"book-{n}", code="link_host", hint="Use the shop's name.") for n in range(number)]
    return [text.plain for text in unfit_notes(items)]


def test_each_unfit_item_is_told_with_its_code_and_what_to_mend() -> None:
    assert told(0) == []
    assert told(1)[1:] == [
        "1 item cannot stand in an e-mail; others stand where it would:",
        "  book-0 (link_host): Use the shop's name.",
    ]


def test_of_many_the_first_are_told() -> None:
    lines = told(1_012)
    assert lines[1] == "1,012 items cannot stand in an e-mail; others stand where they would:"
    assert (len(lines), lines[-1]) == (13, "  and 1,002 more; --json names all")
