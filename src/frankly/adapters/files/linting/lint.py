"""Looks through surfaces, policies and brand, and tells every finding at once, by file and line."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from frankly.adapters.files.linting.finding import Finding, Folders
from frankly.adapters.files.linting.fit import Known, Loaded, misfits
from frankly.adapters.files.linting.mending import copied, mistakes
from frankly.adapters.files.mail.template import TEMPLATE, load_template
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.words.aspects import load_aspects
from frankly.adapters.files.words.wordings import load_text, load_wordings
from frankly.errors import Misconfigured


def lint(folders: Folders, catalogue: Known | None = None) -> list[Finding]:
    """Look through all that people edit.

    Args:
        folders: where it lies.
        catalogue: labels that the catalogue knows; None where there is none, and then they are not looked at.

    Returns:
        Everything that is wrong or looks wrong, in order of file and line.
    """
    with tempfile.TemporaryDirectory(prefix="frankly-lint-") as name:
        copy = copied(folders, Path(name))
        loads: tuple[Callable[[], object], ...] = (
            lambda: load_text(copy.policies, copy.brand_file),
            lambda: load_policies(copy.surfaces, copy.policies, copy.brand),
            lambda: load_aspects(copy.policies),
        )
        found = [finding for load in loads for finding in mistakes(copy, load)]
        found += _template(folders)
        try:
            text = load_text(copy.policies, copy.brand_file)
            policies = load_policies(copy.surfaces, copy.policies, copy.brand)
        except Misconfigured:
            return sorted(set(found))  # What cannot be loaded at all cannot be held against the rest.
        everything = replace(text.wordings, languages=load_wordings(copy.policies, text.brand.nouns).languages)
        loaded = Loaded(copy, policies, everything, text.lexicons, text.rules, catalogue)
        return sorted({*found, *misfits(loaded)})


def _template(folders: Folders) -> list[Finding]:
    """What is wrong with the template of e-mails; its first mistake, as the others follow from it."""
    path = folders.brand / TEMPLATE
    if not path.is_file():
        return []
    try:
        load_template(folders.brand).check()
    except Misconfigured as error:
        place, _, what = error.message.removeprefix(str(path)).partition(" ")
        line = place.strip(":")
        return [Finding(folders.named(path), int(line) if line.isdecimal() else 0, "error", "template", what)]
    return []
