"""What a language model wrote, that was shown our rendered prompts and nothing else, through the whole of the gate.

The replies are recorded as they came (`phrase_replies.jsonl`). They are model-written, not simulated; their number is
far too small for a rate.
"""

from pathlib import Path

import orjson
import pytest

from frankly.demo.catalogue import books
from frankly.domain.evidence import EvidenceKind
from frankly.domain.model.reply import ModelReply
from frankly.domain.saying.phrase import PhraseCell
from frankly.pipelines.phrasebook.reading import facts_of, phrases_of, sentences_of
from tests.pipelines.phrasing import NOW, open_book

LINES = [orjson.loads(line) for line in (Path(__file__).parent / "phrase_replies.jsonl").read_bytes().splitlines()]
BOOKS = {str(item.id): item for item in books()}

REFUSED = {
    "The English prose versions were made by Tagore from his own Bengali poems.": "rewrite_word",
    "Bierce was a veteran of the war, and he writes about it without heroics.": "rewrite_word",
}
"""True sentences that the closed vocabulary refuses all the same, for "were" and "he"."""


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["about"])
async def test_what_a_model_wrote_is_refused_only_where_it_is_known(line: dict[str, object]) -> None:
    book = await open_book(0)
    reply = ModelReply(text=orjson.dumps(line["reply"]).decode(), model="recorded")
    read = sentences_of(reply)
    assert read.faults == ()
    about = str(line["about"])
    if "/" in about:
        locale, kind, form = about.split("/")
        made = phrases_of(book, PhraseCell(locale, EvidenceKind(kind), form), read.sentences, "recorded", NOW)
    else:
        made = facts_of(book, BOOKS[about], read.sentences, (), NOW)  # type: ignore[assignment]
    assert len(made) == len(read.sentences) > 2
    against = {one.text: one.verdicts[0].code for one in made if one.verdicts}
    assert against == {text: code for text, code in REFUSED.items() if text in {one.text for one in made}}
