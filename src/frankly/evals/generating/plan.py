"""What a run is going to make: cells of suites, and what they are made with."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from frankly import __version__
from frankly.adapters.files.policy_files import gather
from frankly.adapters.files.prompts import load_prompts
from frankly.bootstrap.texts import brand_file_of
from frankly.domain.canonical import hash_bytes
from frankly.errors import NotFound
from frankly.evals.cases.case import Cell, Value
from frankly.evals.cases.cells import cells_of
from frankly.evals.cases.choosing import wanted
from frankly.evals.cases.reading import cases_of
from frankly.evals.cases.suite import FILE, CaseSuite, chosen_suites
from frankly.evals.cassettes.cassettes import digests
from frankly.evals.generating.models import Replies
from frankly.settings import Settings, data_folder


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is going to make.

    Attributes:
        suites: name → suite.
        cells: all cells, in the order of suites and cases.
        is_whole: whether every cell of the suites is among them.
        files: file of the suites → SHA-256.
    """

    suites: Mapping[str, CaseSuite]
    cells: Sequence[Cell]
    is_whole: bool
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def shops(self) -> tuple[str, ...]:
        """Shops that are asked."""
        return tuple(dict.fromkeys(cell.shop for cell in self.cells))

    def asked_by(self, model: str = "", prompts: Sequence[str] = ()) -> "Plan":
        """The same, with another model, or other versions of prompts, wherever a model is asked.

        Args:
            model: its name; empty leaves each cell its own.
            prompts: versions in place of those in use, such as a draft.
        """
        if not model and not prompts:
            return self
        changed = {"prompts": tuple(prompts)} | ({"model": model} if model else {})
        return replace(self, cells=[cell.model_copy(update=changed) if cell.model else cell for cell in self.cells])


def plan_of(folder: Path, names: Sequence[str] = (), filters: Sequence[str] = (), samples: int | None = None) -> Plan:
    """What some suites ask for.

    Args:
        folder: of the suites.
        names: which suites; all suites of cases where none is named.
        filters: that every cell must pass.
        samples: how often each case is tried, where that is not what its suite says.

    Raises:
        NotFound: when there is no such suite, or no cell passes the filters.
        Misconfigured: naming file and line of what is wrong.
    """
    suites = chosen_suites(folder, tuple(names))
    cells: list[Cell] = []
    tags: dict[tuple[str, str], tuple[str, ...]] = {}
    files: dict[str, str] = {}
    for name, suite in suites.items():
        cases = cases_of(folder / name, suite.cases)
        tags |= {(name, case.id): case.tags for case, _ in cases}
        cells += cells_of(name, suite, cases, samples)
        files |= {f"{name}/{file}": _digest(folder / name / file) for file in (FILE, *suite.cases)}
    chosen = wanted(cells, filters, tags)
    if not chosen:
        asked = f"No case of {', '.join(suites)} passes the filter {', '.join(filters)}."
        raise NotFound(f"{asked} 'frankly eval list --cases' names all of them.")
    return Plan(suites, chosen, len(chosen) == len(cells), files)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def config_of(replies: Replies, settings: Settings) -> dict[str, Value]:
    """What cells are made with, each by its name or hash: where two runs agree in it, they make the same.

    Raises:
        Misconfigured: when a folder or a prompt is wrong.
    """
    brand, prompts = data_folder("brand", settings), data_folder("prompts", settings)
    surfaces, policies = data_folder("surfaces", settings), data_folder("policies", settings)
    files = gather(surfaces, policies, brand, brand_file_of(settings, brand), prompts)
    recorded = orjson.dumps(digests(replies.folder), option=orjson.OPT_SORT_KEYS)
    return {
        "engine": __version__,
        "files": files.hash,
        "prompts": load_prompts(prompts).version,
        "mode": replies.mode,
        "simulated": replies.simulated,
        # What a run itself records makes it no other run, or it could not go on when it was stopped.
        "cassettes": hash_bytes(recorded) if replies.mode == "replay" else "",
    }
