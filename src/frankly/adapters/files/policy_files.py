"""All files that people edit as one value: gathered at the start, kept beside decisions, loaded again for a replay.

They are loaded by the same loaders as at the start, from a folder that is gone afterwards, so that nothing that was
true of the files then is decided anew.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from frankly.adapters.files.mail.template import TEMPLATE, MailTemplate, load_template, template_file
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.policies import Policies
from frankly.domain.saying.phrase import Phrase
from frankly.domain.saying.say_policy import SayPolicy
from frankly.errors import Invalid, Misconfigured
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.brand import Brand
from frankly.stages.writing.phrased import with_phrases
from frankly.stages.writing.wordings import Wordings

PHRASES: Final = "phrasebook.json"
"""Where the phrases in force stand among the gathered files; they come from the store, and no file holds them."""

BRAND: Final = "brand/default.yaml"
"""Where the brand in force stands among the gathered files, wherever it was read from."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPolicyFiles:
    """What the files say; mirrors `pipelines.parts.LoadedFiles`.

    Attributes:
        policies: surfaces, segments, roles, labels.
        wordings: what templates say.
        lexicons: language → the words that sentences may hold.
        rules: what may be said.
        prompts: how language models are asked.
        brand: how the house speaks.
        template: how e-mails look.
    """

    policies: Policies
    wordings: Wordings
    lexicons: dict[str, Lexicon]
    rules: SayPolicy
    prompts: FilePrompts
    brand: Brand
    template: MailTemplate


@dataclass(frozen=True, slots=True)
class GatheredPolicyFiles:
    """The files of one moment.

    Attributes:
        data: canonical JSON: path → text.
        hash: of it.
    """

    data: bytes
    hash: str

    def load(self, data: bytes) -> LoadedPolicyFiles:
        """Load gathered files of any time.

        Raises:
            Misconfigured: when this version cannot read them.
            Invalid: when a path leads out of its folder.
        """
        return load_gathered(data)

    def with_phrases(self, phrases: Sequence[Phrase]) -> "GatheredPolicyFiles":
        """The same files with phrases among them."""
        texts: dict[str, str] = orjson.loads(self.data)
        told = [phrase.model_dump(mode="json", include=_TOLD) for phrase in sorted(phrases, key=lambda one: one.id)]
        data = canonical(texts | {PHRASES: canonical(told).decode()})
        return GatheredPolicyFiles(data, hash_bytes(data))


_TOLD: Final = {"id", "locale", "kind", "form", "text"}
"""What an answer depends on; who wrote and signed a phrase stays in the store."""


def gather(surfaces: Path, policies: Path, brand: Path, brand_file: Path, prompts: Path) -> GatheredPolicyFiles:
    """Read every file that a request may depend on.

    Args:
        surfaces: folder with one YAML file a surface.
        policies: folder with segments, roles, moments, wordings, vocabulary.
        brand: folder with labels, and the template of e-mails.
        brand_file: the brand in force.
        prompts: folder with a folder for each task.
    """
    found = {f"surfaces/{path.name}": path for path in _yaml(surfaces)}
    found |= {f"policies/{path.relative_to(policies).as_posix()}": path for path in _yaml(policies, deep=True)}
    found |= {f"brand/labels/{path.name}": path for path in _yaml(brand / "labels")}
    found |= {f"prompts/{path.relative_to(prompts).as_posix()}": path for path in sorted(prompts.glob("*/*.md.j2"))}
    found[BRAND] = brand_file
    found[f"brand/{TEMPLATE.as_posix()}"] = template_file(brand)
    # How models are trained decides nothing in a request: the trained models are part of the snapshot.
    found.pop("policies/training.yaml", None)
    try:
        texts = {name: path.read_bytes().decode("utf-8") for name, path in found.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"A file of surfaces, policies, prompts or brand cannot be read: {error}.") from error
    data = canonical(texts)
    return GatheredPolicyFiles(data, hash_bytes(data))


def load_gathered(data: bytes) -> LoadedPolicyFiles:
    """Load gathered files as they are loaded at the start; see `GatheredPolicyFiles.load`."""
    with tempfile.TemporaryDirectory(prefix="frankly-policies-") as name, _told_as_kept(name):
        folder = Path(name)
        for path, text in orjson.loads(data).items():
            _put(folder, path, text)
        text_data = load_text(folder / "policies", folder / BRAND)
        loaded = load_policies(folder / "surfaces", folder / "policies", folder / "brand")
        prompts = load_prompts(folder / "prompts")
        lexicons = dict(text_data.lexicons)
        phrases = folder / PHRASES
        told = orjson.loads(phrases.read_bytes()) if phrases.exists() else ()
        wordings = with_phrases(text_data.wordings, [Phrase.model_validate(one) for one in told])
        template = load_template(folder / "brand")
        return LoadedPolicyFiles(loaded, wordings, lexicons, text_data.rules, prompts, text_data.brand, template)


@contextmanager
def _told_as_kept(folder: str) -> Iterator[None]:
    """Tell a mistake by the name that the file had: the folder is ours, and gone when somebody reads of it."""
    try:
        yield
    except Misconfigured as error:
        told = error.message.replace(f"{folder}/", "").replace(f"{Path(folder).resolve()}/", "")
        raise Misconfigured(
            f"The files that people edited when this was decided cannot be read by this version of Frankly; nothing is "
            f"wrong with yours. Use the version that the decision names as its engine. {told}"
        ) from error


def _yaml(folder: Path, *, deep: bool = False) -> Iterable[Path]:
    return sorted(folder.rglob("*.yaml") if deep else folder.glob("*.yaml"))


def _put(folder: Path, path: str, text: str) -> None:
    place = (folder / path).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise Invalid(f"A kept policy file names the path '{path}', which leads out of its folder.")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode("utf-8"))
