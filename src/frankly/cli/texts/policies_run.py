"""Runs what `frankly policies` was asked for."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from frankly.adapters.files.linting.finding import Finding
from frankly.adapters.files.linting.fit import Known
from frankly.adapters.files.linting.lint import lint
from frankly.adapters.files.policy_files import gather, load_gathered
from frankly.adapters.files.words.brand import load_brand
from frankly.adapters.files.words.wordings import load_wordings
from frankly.adapters.sql.engine.database import FILE_NAME
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.bootstrap.texts import edited_folders
from frankly.cli.screen import err
from frankly.errors import NotFound
from frankly.pipelines.replaying.previewing import Changed, Preview, preview
from frankly.pipelines.replaying.replay import newest_decisions
from frankly.ports.catalogue import Catalogue
from frankly.settings import Settings, data_folder

FOLDERS = ("surfaces", "policies", "brand")


def linted(settings: Settings, folder: Path | None) -> Sequence[Finding]:
    """Look through a folder, or the files in force.

    Raises:
        NotFound: when there is no such folder, or nothing of ours in it.
    """
    folders = edited_folders(with_folder(settings, folder))
    return lint(folders, asyncio.run(_catalogue(settings)))


def with_folder(settings: Settings, folder: Path | None) -> Settings:
    """The settings with the files of a folder in the place of those in force.

    Raises:
        NotFound: when there is no such folder, or nothing of ours in it.
    """
    if folder is None:
        return settings
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}; name one that holds {', '.join(FOLDERS)}, or some of them.")
    if not any((folder / name).is_dir() for name in FOLDERS):
        if folder.name in FOLDERS:
            hint = f" Name the folder around it: {folder.parent}."
        else:
            hint = f" It must hold {', '.join(FOLDERS)}, or some of them."
        raise NotFound(f"{folder} is not what is looked for.{hint}")
    return settings.model_copy(update={"config": folder})


async def _catalogue(settings: Settings) -> Known | None:
    """Labels of the catalogue, where there is one."""
    if not (settings.data / FILE_NAME).is_file():
        return None
    with open_stores(settings) as stores:
        return await _known(stores.catalogue)


async def _known(catalogue: Catalogue) -> Known | None:
    categories: set[str] = set()
    tags: set[str] = set()
    async for batch in catalogue.stream():
        for item in batch:
            categories.update(item.categories)
            tags.update(item.tags)
    return Known(categories, tags) if categories or tags else None


def previewed(settings: Settings, folder: Path | None, last: int) -> Preview:
    """Hold what was said so far to changed files.

    Raises:
        NotFound: when there is no such folder, or nothing of ours in it.
        Misconfigured: when the files cannot be loaded; `frankly policies lint` tells every mistake.
    """
    return asyncio.run(_previewed(settings, with_folder(settings, folder), last))


async def _previewed(settings: Settings, changed: Settings, last: int) -> Preview:
    folders = edited_folders(changed)
    prompts = data_folder("prompts", settings)
    gathered = gather(folders.surfaces, folders.policies, folders.brand, folders.brand_file, prompts)
    every = load_wordings(folders.policies, load_brand(folders.brand_file).nouns)
    files = Changed(load_gathered(gathered.data), every)
    screen = err()
    with screen.status("Opening the data folder") as status:
        async with open_frankly(settings, waits_for_index=False) as parts:
            ids = await newest_decisions(parts, last) if last else []
            tell = status.update if screen.is_terminal else lambda line: None
            return await preview(parts, files, ids, tell)
