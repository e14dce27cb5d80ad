"""Damages for `rules`: a draft of a prompt loses one of its rules, and the writer that keeps to its prompt is asked.

This is what whoever edits prompts does: the released version stays, a draft stands beside it, cells ask for the draft.
"""

from typing import Final

from frankly.adapters.files.prompts import FilePrompts
from frankly.domain.canonical import hash_bytes
from frankly.domain.model.prompt import PromptStatus, PromptTask
from frankly.evals.cards.damage import MutationSet, Pick, Remake
from frankly.evals.cards.studio import Studio
from frankly.evals.runs.output import Output


def _lost(task: PromptTask) -> Remake:
    async def remake(output: Output, pick: Pick, studio: Studio) -> Output | None:
        if not any(call.prompt.startswith(f"{task.value}/") for call in output.calls):
            return None
        prompt = studio.shop.prompts.current(task)
        rule = pick.one([one.id for one in prompt.rules], "rule")
        body = "\n".join(line for line in prompt.body.splitlines() if f"rule('{rule}')" not in line) + "\n"
        draft = prompt.model_copy(
            update={
                "version": prompt.version + 1,
                "status": PromptStatus.DRAFT,
                "rules": tuple(one for one in prompt.rules if one.id != rule),
                "body": body,
                "hash": hash_bytes(body.encode()),
            }
        )
        return await studio.drafting(FilePrompts((*studio.shop.prompts.all(), draft)), draft.name, output)

    return remake


SET: Final = MutationSet(
    check="rules",
    module=__name__,
    kind="model",
    remakes={"rule of writing lost": _lost(PromptTask.WRITE), "rule of ranking lost": _lost(PromptTask.RANK)},
)
