import pytest

from frankly.stages.writing.templates import TemplateWrong, plural, render, slots_of


def test_a_template_renders_to_slots_of_the_real_ids() -> None:
    text = render("You viewed “{{ e1.title }}” in {{ g1.category }}.", (("e1", "e7", "one"), ("g1", "g3", "other")))
    assert text == "You viewed “{e7.title}” in {g3.category}."


@pytest.mark.parametrize(("category", "text"), [("one", "once"), ("other", "{e1.count} times")])
def test_a_template_may_choose_by_plural(category: str, text: str) -> None:
    template = "{% if e1.plural == 'one' %}once{% else %}{{ e1.count }} times{% endif %}"
    assert render(template, (("e1", "e1", category),)) == text


def test_the_slots_of_a_template_are_named_without_plural() -> None:
    template = "{% if e1.plural == 'one' %}{{ e1.title }}{% endif %} {{ item.category }}"
    assert slots_of(template) == {("e1", "title"), ("item", "category")}


@pytest.mark.parametrize(
    "template",
    [
        "{{ e1 }}",
        "{{ e2.title }}",
        "{{ e1.title.upper() }}",
        "{{ e1.title | upper }}",
        "{{ ''.__class__ }}",
        "{{ e1['title'] }}",
        "{% for x in e1.title %}{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{{ range(10) }}",
        "{{ 7 * 7 }}",
        "{{ e1.title",
        "x" * 601,
    ],
)
def test_a_template_that_does_more_is_refused(template: str) -> None:
    with pytest.raises(TemplateWrong):
        slots_of(template)


def test_a_plain_template_says_what_it_says_within_a_choice() -> None:
    owners = (("e1", "e7", "other"), ("item", "item", "other"))
    for plain in ("{{ e1.title }}", "{{ item.title }} & <b>{{ e1.query }}</b>, {{ e1.title }}.", "Nothing."):
        assert render(plain, owners) == render("{% if e1.plural == 'other' %}" + plain + "{% endif %}", owners)


def test_an_owner_that_is_not_there_is_an_error_and_not_an_empty_word() -> None:
    with pytest.raises(TemplateWrong, match="cannot be rendered"):
        render("{{ g1.category }}", (("e1", "e1", "one"),))


def test_plural_categories_follow_the_language() -> None:
    assert [plural(count, "en") for count in (0, 1, 2)] == ["other", "one", "other"]
    assert plural(3, "pl-PL") == "few"
