"""What is said and by which rules: opened for whoever writes, checks or makes facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frankly import __version__
from frankly.adapters.files.linting.finding import Folders
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.aspects import load_aspects
from frankly.adapters.files.words.wordings import TextData, load_text
from frankly.bootstrap.stamping import stamps_of
from frankly.bootstrap.stores import Stores, open_stores
from frankly.domain.canonical import content_hash
from frankly.pipelines.checking.bearings import Gate
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.settings import Settings, data_folder
from frankly.stages.facts.make import QuotedFacts
from frankly.stages.verify.verifier import SentenceVerifier


def making_of(stores: Stores, policies: Path, text: TextData, verifier: SentenceVerifier) -> FactMaking:
    """What makes facts of the catalogue's items, with the frames and policies in force; the verifier stamps quotations.

    Raises:
        Misconfigured: when frames or aspects are wrong, with file and line.
    """
    quoted = QuotedFacts(text.quoting, load_aspects(policies))
    words = [f"{locale}:{lexicon.version}" for locale, lexicon in sorted(text.lexicons.items())]
    version = content_hash([__version__, quoted.version, *words, text.rules.version])
    return FactMaking(stores.catalogue, stores.facts, quoted, verifier, version, text.rules, verifier.stamp)


@contextmanager
def open_making(settings: Settings) -> Iterator[tuple[Stores, FactMaking]]:
    """Open the database and what makes facts, for work that needs no index.

    Raises:
        Misconfigured: when a data file is wrong.
        StoreUnavailable: when the database cannot be opened.
    """
    policies = data_folder("policies", settings)
    text = load_text(policies, brand_file_of(settings, data_folder("brand", settings)))
    with open_stores(settings) as stores:
        verifier = SentenceVerifier(text.lexicons, text.rules, stamps_of(settings))
        yield stores, making_of(stores, policies, text, verifier)


def vocabulary_of(text: TextData) -> str:
    """Hash of what phrases are verified by: vocabulary, rules, and what the brand calls what it sells."""
    words = [f"{locale}:{lexicon.version}" for locale, lexicon in sorted(text.lexicons.items())]
    nouns = {locale: dict(forms) for locale, forms in text.brand.nouns.items()}
    return content_hash([*words, text.rules.version, nouns])


@contextmanager
def open_phrasebook(settings: Settings) -> Iterator[Phrasebook]:
    """Open the phrasebook with all that phrases are made of; no index and no model.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
        StoreUnavailable: when the database cannot be opened.
    """
    policies, text = data_folder("policies", settings), open_writing(settings)
    with open_stores(settings) as stores:
        yield Phrasebook(
            catalogue=stores.catalogue,
            facts=stores.facts,
            phrases=stores.phrases,
            prompts=load_prompts(data_folder("prompts", settings)),
            verifier=SentenceVerifier(text.lexicons, text.rules),
            lexicons=text.lexicons,
            wordings=text.wordings,
            rules=text.rules,
            aspects=load_aspects(policies),
            made_with=vocabulary_of(text),
        )


@contextmanager
def open_checking(settings: Settings) -> Iterator[Gate]:
    """Open what checks text that others wrote: the database and the rules, without an index.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
        StoreUnavailable: when the database cannot be opened.
    """
    policies_folder, brand = data_folder("policies", settings), data_folder("brand", settings)
    policies = load_policies(data_folder("surfaces", settings), policies_folder, brand)
    text = open_writing(settings)
    with open_stores(settings) as stores:
        verifier = SentenceVerifier(text.lexicons, text.rules)
        yield Gate(stores.catalogue, stores.decisions, verifier, text.rules, policies.labels)


def open_writing(settings: Settings) -> TextData:
    """Words, constructions and rules, for whoever writes: no database is opened.

    Raises:
        Misconfigured: when a data file is wrong, with file and line.
    """
    policies, brand = data_folder("policies", settings), data_folder("brand", settings)
    return load_text(policies, brand_file_of(settings, brand))


def edited_folders(settings: Settings) -> Folders:
    """Where all that people edit lies, for looking through it.

    Raises:
        Misconfigured: when one of the folders is missing.
    """
    brand = data_folder("brand", settings)
    return Folders(
        surfaces=data_folder("surfaces", settings),
        policies=data_folder("policies", settings),
        brand=brand,
        brand_file=brand_file_of(settings, brand),
    )


def brand_file_of(settings: Settings, brand: Path) -> Path:
    """The brand that holds: that of `config`, else the data folder's own, as the demo has one, else the shipped one."""
    own = settings.data / "brand.yaml"
    is_chosen = settings.config is not None and brand.is_relative_to(settings.config)
    return brand / "default.yaml" if is_chosen or not own.is_file() else own
