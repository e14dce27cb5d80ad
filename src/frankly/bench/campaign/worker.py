"""One worker of a measured campaign: `python -m frankly.bench.campaign.worker DATA PHASE CAMPAIGN`.

It opens the data folder as `frankly campaign` does, says `ready`, and begins when it reads a line, so that starting is
not measured. Phases: `plan`, `write`, and `bare`: the yardstick, which renders the HTML of messages that are there
already with Jinja2 and puts each into a message of the standard library, and does nothing else.
"""

import asyncio
import os
import sys
import time
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

import orjson

from frankly.adapters.spared_memory import AT_WORK, spared_memory
from frankly.bench.campaign.world import settings_of
from frankly.bench.speed.service import resident_mb
from frankly.bootstrap.mailing import suppressing_of
from frankly.bootstrap.service import open_frankly
from frankly.domain.campaign.recipient import RecipientState
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check, foreseen_check
from frankly.pipelines.campaigning.world import CampaignWorld, ledger_of, world_of
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.parts import Parts
from frankly.settings import Settings
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.plain import plain_of

BARE: Final = 2_000
"""Messages that the yardstick makes."""


@dataclass(slots=True)
class Done:
    """What a worker did.

    Attributes:
        messages: recipients of its shards, or messages of the yardstick.
        seconds: from the word to the end.
        rss_mb: resident memory at its peak.
    """

    messages: int = 0
    seconds: float = 0.0
    rss_mb: float = 0.0


async def work(folder: Path, phase: str, campaign: str) -> Done:
    """Do a phase when the word is given."""
    settings, done = settings_of(folder), Done()
    async with open_frankly(settings, waits_for_index=False, is_sparing=True) as parts:
        edition = await ledger_of(parts).edition(campaign)
        if edition is None:
            raise SystemExit(f"{campaign} was not begun")
        world = world_of(parts, ledger_of(parts), edition)
        letters = [(one, plain_of(one)) for one in await _letters(world)] if phase == "bare" else []
        if phase == "write" and parts.assistant is not None:
            await asyncio.to_thread(parts.assistant.load)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        # As `frankly campaign` does, and the yardstick too.
        with spared_memory(AT_WORK):
            begun = time.perf_counter()
            if phase == "bare":
                done.messages = _bare(parts, letters)
            else:
                await _phase(world, settings, phase, done)
            done.seconds = time.perf_counter() - begun
    done.rss_mb = resident_mb(os.getpid(), peak=True)
    return done


async def _phase(world: CampaignWorld, settings: Settings, phase: str, done: Done) -> None:
    def count(rows: int) -> None:
        done.messages += rows

    name = f"bench {os.getpid()}"
    if phase == "plan":
        check = foreseen_check(world.parts, world.campaign)
        await running.plan(world, name, check, suppressing_of(settings, world.ledger), {}, count)
    else:
        await running.write(world, name, error_check(world.parts, world.campaign), world.parts.assistant, count)


async def _letters(world: CampaignWorld) -> list[Letter]:
    made, letters = messages_of(world.without_model()), list[Letter]()
    async for page in world.ledger.stream(world.edition.no, states=(RecipientState.WRITTEN,)):
        letters += [(await made.of(row)).letter for row in page]
        if len(letters) >= BARE:
            break
    return letters[:BARE]


def _bare(parts: Parts, letters: list[tuple[Letter, str]]) -> int:
    """Render and serialise; letters and plain texts are there before."""
    template, size = parts.template, 0
    if template is None:
        raise SystemExit("no template was loaded")
    for letter, text in letters:
        message = EmailMessage(SMTP)
        message["Subject"], message["From"], message["To"] = letter.subject, "shop@example.org", "you@example.org"
        message.set_content(text)
        message.add_alternative(template.html(letter), subtype="html")
        size += len(message.as_bytes())
    return len(letters) if size else 0


if __name__ == "__main__":
    _data, _phase_name, _campaign = sys.argv[1:]
    _done = asyncio.run(work(Path(_data), _phase_name, _campaign))
    sys.stdout.write(orjson.dumps(asdict(_done)).decode() + "\n")
