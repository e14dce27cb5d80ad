from pathlib import Path

import pytest

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.model.prompt import PromptTask
from frankly.errors import Misconfigured, NotFound

FRONT = "---\nid: rank\nversion: 1\nstatus: released\ninput: RankInput\noutput: RankReply\n---\n"
BODY = "{% block stable %}Order.{% endblock %}{% block data %}{% endblock %}\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_prompt_is_front_matter_and_a_body(tmp_path: Path) -> None:
    write(tmp_path, "rank/v1.md.j2", FRONT + BODY)
    (prompt,) = load_prompts(tmp_path).all()
    assert (prompt.name, prompt.input, prompt.body) == ("rank/v1", "RankInput", BODY)


def test_the_newest_released_version_is_in_use(tmp_path: Path) -> None:
    write(tmp_path, "rank/v1.md.j2", FRONT + BODY)
    write(tmp_path, "rank/v2.md.j2", FRONT.replace("version: 1", "version: 2") + BODY)
    write(tmp_path, "rank/v3.md.j2", FRONT.replace("version: 1", "version: 3").replace("released", "draft") + BODY)
    book = load_prompts(tmp_path)
    assert book.current(PromptTask.RANK).version == 2
    with pytest.raises(NotFound, match="v1, v2, v3"):
        book.get(PromptTask.RANK, 9)
    with pytest.raises(Misconfigured, match="no version is released"):
        book.current(PromptTask.WRITE)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rank/first.md.j2", FRONT + BODY, "<task>/v<number>"),
        ("dance/v1.md.j2", FRONT + BODY, "one of: rank"),
        ("rank/v1.md.j2", BODY, ":1: a prompt begins with front matter"),
        ("rank/v2.md.j2", FRONT + BODY, ":3: version: the file is rank/v2"),
        ("rank/v1.md.j2", FRONT.replace("released", "relased") + BODY, ":4: status"),
    ],
)
def test_a_mistake_names_file_and_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, name, text)
    with pytest.raises(Misconfigured, match=said):
        load_prompts(tmp_path)
