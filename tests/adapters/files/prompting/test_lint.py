import pytest

from frankly.adapters.files.prompting.lint import lint_prompts
from tests.adapters.files.prompting.files import BODY, FRONT, PromptFolder

TEXT = FRONT + BODY
V1 = "prompts/rank/v1.md.j2"


def test_a_prompt_without_a_mistake_has_no_finding(folder: PromptFolder) -> None:
    folder.release()
    folder.lock()
    assert folder.lint() == []


def test_a_task_of_drafts_alone_is_warned_of(folder: PromptFolder) -> None:
    folder.write()
    assert folder.lint() == [f"{V1} unreleased"]
    assert [one.level for one in lint_prompts(folder.path)] == ["warning"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("input: RankInput", "input: RankImput", ":5 unknown_class"),
        ("output: RankReply", "output: RankInputs", ":6 unknown_class"),
        ("{{ title }}", "{{ tilte }}", ":17 variable_unknown"),
        ("Write {{ language }}.", "", ":5 field_unused"),
        ("Write {{ language }}.", "{{ language }} {{ titles[0] }}", ":12 not_stable"),
        ("{{ rule('each-once') }}", "", ":8 rule_unstated"),
        ("{{ rule('each-once') }}", "{{ rule('each-once') }}\n{{ rule('each-once') }}", ":14 rule_twice"),
        ("{{ rule('each-once') }}", "{{ rule('each-once') }}\n{{ rule('no-digits') }}", ":14 rule_unlisted"),
        ("{{ rule('each-once') }}", "{{ rule('each-once') }}\n{{ rule(language) }}", ":14 rule_unnamed"),
        ("- {{ title }}", "- {{ title }} {{ rule('each-once') }}", ":17 rule_outside"),
        ("{% block data %}", "Answer.\n{% block data %}", ":15 outside_blocks"),
        ("{% block data %}", "{{ titles[0] }}\n{% block data %}", ":15 outside_blocks"),
        ("{% block stable %}", "{% block system %}", ":11 block_unknown"),
        ("{% block stable %}", "{% block system %}", " block_missing"),
        ("- {{ title }}", "- {{ title ~ title }}", ":17 not_admitted"),
        ("- {{ title }}", "- {{ title.upper() }}", ":17 not_admitted"),
        ("- {{ title }}", "{{ titles }}", ":5 example_fails"),
        ("{% endfor %}", "", ":19 unreadable"),
        ("status: draft", "status: daft", ":4 unreadable"),
        ("---\nid", "id", ":1 unreadable"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, found: str, folder: PromptFolder) -> None:
    assert old in TEXT
    folder.write(TEXT.replace(old, new, 1))
    place, _, code = found.rpartition(" ")
    assert f"{V1}{place} {code}" in folder.lint()


def test_a_message_says_what_to_write_instead(folder: PromptFolder) -> None:
    folder.write(TEXT.replace("Write {{ language }}.", "{{ langage }}"))
    assert "RankInput has no field 'langage'; it has: language, titles" in folder.said()
    folder.write(TEXT.replace("RankInput", "RankImput"))
    assert "there is: LoneInput, RankInput" in folder.said()


def test_an_input_without_an_example_is_told(folder: PromptFolder) -> None:
    folder.write(
        FRONT.replace("RankInput", "LoneInput").partition("rules:")[0]
        + "---\n{% block stable %}x{% endblock %}{% block data %}{{ language }}{% endblock %}"
    )
    assert f"{V1}:5 example_missing" in folder.lint()


def test_all_mistakes_of_all_files_are_told_at_once(folder: PromptFolder) -> None:
    folder.write(TEXT.replace("{{ title }}", "{{ tilte }}").replace("{{ rule('each-once') }}", ""))
    folder.write(TEXT.replace("version: 1", "version: 2").replace("RankReply", "Reply"), "rank/v2.md.j2")
    assert [one for one in folder.lint() if "unreleased" not in one] == [
        f"{V1}:8 rule_unstated",
        f"{V1}:17 variable_unknown",
        "prompts/rank/v2.md.j2:6 unknown_class",
    ]


def test_a_file_of_another_name_is_told(folder: PromptFolder) -> None:
    folder.write(name="dance/v1.md.j2")
    assert folder.lint() == ["prompts/dance/v1.md.j2 unreadable"]
