import importlib
import subprocess
import sys

import pytest

from frankly.evals.runs.folder import RunFolder
from tests.unit.cli.evaluating import few_suites

# What runs import late is imported before the inner sessions begin: each of them forgets what it imported, and numpy's
# own modules cannot be loaded twice.
for name in ("cards.counting", "checks.registry", "generating.run", "judging.judge"):
    importlib.import_module(f"frankly.evals.{name}")

pytest_plugins = ["pytester"]

CONFTEST = """
from tests.unit.cli.evaluating.few_suites import evals

def pytest_configure(config):
    if config.getoption("frankly_evals") is not None:
        config.pluginmanager.register(evals(config{}), "frankly-evals-run")
"""


@pytest.fixture
def session(pytester: pytest.Pytester) -> pytest.Pytester:
    """A team's tests, with suites that need no shop."""
    few_suites.RAN.clear()
    pytester.makeconftest(CONFTEST.format(""))
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(test_own="def test_own():\n    assert True\n")
    return pytester


def run(session: pytest.Pytester, *options: str) -> pytest.RunResult:
    return session.runpytest_inprocess("-p", "frankly.cli.evaluating.in_pytest.plugin", "-p", "no:randomly", *options)


def test_without_the_option_nothing_is_collected(session: pytest.Pytester) -> None:
    run(session).assert_outcomes(passed=1)
    assert few_suites.RAN == []


def test_each_check_of_each_cell_is_a_test_with_a_name_to_read(session: pytest.Pytester) -> None:
    told = run(session, "--collect-only", "-q", "--frankly-evals").stdout
    told.fnmatch_lines(["*evals/tone::greets[[]locale=en]::grounded", "*evals/cost::slow::cost", "*evals::standing"])
    assert few_suites.RAN == []


def test_what_holds_passes_what_does_not_fails_and_stale_is_counted_by_itself(session: pytest.Pytester) -> None:
    result = run(session, "--frankly-evals")
    told = result.parseoutcomes()
    # The team's own test, six findings that hold; the lie and the standing; four that nobody judged.
    assert {name: told[name] for name in ("passed", "failed", "stale")} == {"passed": 6, "failed": 6, "stale": 1}
    assert (told["skipped"], told["xfailed"]) == (1, 1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_failure_shows_the_sentence_the_code_and_the_command(session: pytest.Pytester) -> None:
    told = run(session, "--frankly-evals", "-k", "greets and grounded").stdout
    told.fnmatch_lines(
        [
            "*One of 2 sentences is not proved.*",
            "*Because [[]312] readers like you finished*",
            "*stray_number: A number, currency or percent outside a slot.*",
            "*frankly eval report --cell 'tone/greets[[]locale=en]'*",
        ]
    )
    assert "Traceback" not in str(told)


def test_only_what_is_chosen_is_run_and_once(session: pytest.Pytester) -> None:
    run(session, "--frankly-evals", "-k", "greets").assert_outcomes(passed=3, failed=2, skipped=1)
    assert few_suites.RAN == [{"tone/greets[locale=en]", "tone/greets[locale=de]"}]


def test_a_marker_chooses_them_and_leaves_other_tests_out(session: pytest.Pytester) -> None:
    result = run(session, "--frankly-evals", "-m", "frankly_eval", "-k", "cost or test_own")
    result.assert_outcomes(passed=1, deselected=None)


def test_stale_fails_unless_it_is_allowed(session: pytest.Pytester) -> None:
    strict = run(session, "--frankly-evals", "-k", "waits and en and grounded")
    assert (strict.parseoutcomes()["stale"], strict.ret) == (1, pytest.ExitCode.TESTS_FAILED)
    strict.stdout.fnmatch_lines(["*not recorded: write/v1: 1 call*"])
    allowed = run(session, "--frankly-evals", "--frankly-evals-allow-stale", "-k", "waits and en and grounded")
    assert (allowed.parseoutcomes()["stale"], allowed.ret) == (1, pytest.ExitCode.OK)
    assert "passed" not in allowed.parseoutcomes()


def test_where_nothing_can_be_run_every_test_says_why_and_it_is_tried_once(session: pytest.Pytester) -> None:
    session.makeconftest(CONFTEST.format(', failing="There is no shop."'))
    result = run(session, "--frankly-evals", "-k", "greets")
    assert result.parseoutcomes()["failed"] == 6
    result.stdout.fnmatch_lines(["*the suites could not be run: There is no shop.*"])
    assert len(few_suites.RAN) == 1


def test_side_by_side_with_xdist_it_says_how_to_be_run(session: pytest.Pytester) -> None:
    result = run(session, "--frankly-evals", "-n", "2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*run it without -n*"])
    assert few_suites.RAN == []


def test_an_unknown_suite_is_told_with_the_nearest_name(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    folder = pytester.path / "suites" / "tone"
    folder.mkdir(parents=True)
    (folder / "suite.yaml").write_text("title: T\nproves: P\nrunner: cases\nchecks: [length]\n")
    (folder / "cases.yaml").write_text("- {id: a, ask: {value: {a: 1}}}\n")
    result = run(pytester, "--frankly-evals", "tune", "--frankly-evals-suites", str(folder.parent))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Did you mean 'tone'*"])


def test_the_plugin_costs_nothing_where_it_is_not_used() -> None:
    code = (
        "import sys; import frankly.cli.evaluating.in_pytest.plugin\n"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in "
        "{'frankly', 'pydantic', 'numpy', 'typer', 'chromadb'}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert eval(told) == [  # noqa: S307  what we have just printed
        "frankly",
        "frankly.cli",
        "frankly.cli.evaluating",
        "frankly.cli.evaluating.in_pytest",
        "frankly.cli.evaluating.in_pytest.plugin",
    ]


def test_suites_are_run_as_the_command_runs_them(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    folder = pytester.path / "suites" / "mine"
    folder.mkdir(parents=True)
    (folder / "suite.yaml").write_text("title: T\nproves: P\nrunner: cases\n")
    check = "{json_path: {path: $.a, equals: 1}}"
    (folder / "cases.yaml").write_text(
        f"- {{id: holds, ask: {{value: {{a: 1}}}}, checks: [{check}]}}\n"
        f"- {{id: breaks, because: It was wrong once., ask: {{value: {{a: 2}}}}, checks: [{check}]}}\n"
    )
    where = ("--frankly-evals-suites", str(folder.parent), "--frankly-evals-out", str(pytester.path / "run"))
    result = run(pytester, "--frankly-evals", "mine", *where)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        ["*this case is here because: It was wrong once.*", "*frankly eval report *run --cell mine/breaks*"]
    )
    run(pytester, "--frankly-evals", "mine", *where, "-k", "holds").assert_outcomes(passed=1)
    assert [one.cell.case for one in RunFolder(pytester.path / "run").outputs()] == ["holds"]
