import pytest

from frankly.adapters.files.words.wordings import load_text
from frankly.evals.checks.check import Bench
from frankly.evals.checks.example_bench import with_examples
from frankly.evals.checks.registry import CHECKS
from frankly.settings import Settings, data_folder


@pytest.fixture(scope="session")
def bench() -> Bench:
    settings = Settings()
    text = load_text(data_folder("policies", settings), data_folder("brand", settings))
    return with_examples(Bench(lexicons=text.lexicons, brand=text.brand, judgements={}, policy=text.rules))


@pytest.fixture(scope="session")
def look(bench):
    """Ask a check by its name, as a case file would."""

    def found(name, output, **options):
        check = CHECKS[name]
        return check.look(output, check.options.model_validate(options), bench)

    return found
