"""Writes the reference pages that are made from code: `make docs`.

A test compares each page with what this would write, so that no setting or command stays undocumented.
"""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import orjson
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from frankly.adapters.files.prompting.classes import classes_of, example_call
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.api.app import create_app
from frankly.api.describing.client_types import client_types
from frankly.api.describing.reference import as_markdown
from frankly.bootstrap.service import open_frankly
from frankly.domain.campaign.campaign import (
    Audience,
    Campaign,
    Guardrail,
    MessageCap,
    QuietHours,
    Review,
    Split,
    SubjectVariant,
    Trigger,
)
from frankly.domain.campaign.recipient import TOLD
from frankly.domain.deciding.training import ShrinkPolicy, TrainingPolicy
from frankly.domain.documented import described as told_of
from frankly.domain.evidence import EvidenceKind
from frankly.domain.model.prompt import Prompt
from frankly.domain.saying.say_policy import (
    BannedWords,
    Competitors,
    Disclosure,
    Hours,
    Reading,
    Rules,
    Ruling,
    SensitiveRules,
    SensitiveTopic,
    UntoldRule,
    WordRules,
)
from frankly.domain.saying.unbound import CLAIM_KINDS, STATES
from frankly.domain.surface import (
    Boost,
    Bury,
    DiversityPolicy,
    ExplorationPolicy,
    FilterPolicy,
    HoldoutPolicy,
    Match,
    Pin,
    SourcePolicy,
    Surface,
    TextPolicy,
)
from frankly.domain.untrusted.finding import FINDING_MEANINGS
from frankly.evals.cases.page import suites_page
from frankly.evals.cases.schema import schemas
from frankly.evals.checks.check import Bench, Check, Example
from frankly.evals.checks.example_bench import with_examples
from frankly.evals.checks.registry import CHECKS
from frankly.settings import Settings, data_folder
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.mail_checks.reference import mail_checks_page
from frankly.stages.verify.codes import MEANINGS, Code

REFERENCE = Path(__file__).resolve().parent / "reference"
EVALS = Path(__file__).resolve().parents[1] / "evals"
CLIENT = Path(__file__).resolve().parents[1] / "clients" / "js"
NOTICE = "<!-- Made by `make docs` from the code; edit the docstrings there. -->"


def pages() -> dict[Path, str]:
    """The text of every generated page, by path."""
    return {
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "cli.md": cli_page(),
        REFERENCE / "surfaces.md": surfaces_page(),
        REFERENCE / "campaigns.md": campaigns_page(),
        REFERENCE / "training.md": training_page(),
        REFERENCE / "rules.md": rules_page(),
        REFERENCE / "api.md": api_page(),
        REFERENCE / "findings.md": findings_page(),
        REFERENCE / "prompts.md": prompts_page(),
        REFERENCE / "suites.md": suites_page(NOTICE),
        REFERENCE / "checks.md": checks_page(),
        REFERENCE / "mail-checks.md": mail_checks_page(NOTICE),
        CLIENT / "types.d.ts": client_types(described()),
        **{EVALS / name: text for name, text in schemas(CHECKS).items()},
    }


def prompts_page() -> str:
    """Every prompt version: its rules, and what is sent for its example."""
    intro = (
        "How language models are asked. Each version is one file, `prompts/<task>/v<number>.md.j2`; a released one is "
        "never edited, and `prompts.lock` holds its hash. Below is what is sent for a small example; `frankly "
        "prompts render ID --decision DECISION` shows it for a recorded answer, with tokens and price. Each rule "
        "carries its id, so that tests and evals can speak of it."
    )
    return "\n\n".join([NOTICE, "# Prompts", intro, *map(_prompt, load_prompts(data_folder("prompts")).all())]) + "\n"


def _prompt(prompt: Prompt) -> str:
    about = classes_of(prompt).input
    told = told_of(about)
    fields = [
        f"- `{name}`{' (stable)' if name in about.stable_fields else ''}: {' '.join(told.get(name, '').split())}"
        for name in about.model_fields
    ]
    head = (
        f"{prompt.status.value.capitalize()}. Replies have at most {prompt.parameters.most_tokens:,} tokens and the "
        f"shape of `{prompt.output}`. Filled with `{prompt.input}`; stable fields are equal from person to person:"
    )
    return "\n\n".join([f"## `{prompt.name}`", head, "\n".join(fields), *_sent(prompt)])


def _sent(prompt: Prompt) -> Iterator[str]:
    try:
        parts = example_call(prompt).parts
    except NotImplementedError:
        yield "It has no example."
        return
    for part in parts:
        name = "Stable part" if part.is_stable else "Data"
        yield f"{name} ({part.role.value}):\n\n~~~~text\n{part.text}\n~~~~"


def checks_page() -> str:
    """Every check of `frankly eval`: what it says, what it may be told, and what it finds in its examples."""
    intro = (
        "What `frankly eval` can ask of an answer. A suite or a case names checks under `checks`: by name alone "
        "(`- grounded`), with options (`- length: {most: 240}`), or with the value of the main option alone "
        "(`- length: 240`). A check says `pass`, `fail`, or `skipped` where an output holds nothing that it looks at; "
        "what is skipped never counts as passed. Checks are pure: the same output gives the same finding, "
        "without a clock, a file or a network."
    )
    text = load_text(data_folder("policies"), data_folder("brand"))
    bench = with_examples(Bench(text.lexicons, text.brand, {}, text.rules))
    table = ["| Check | Holds when |", "|---|---|"]
    table += [f"| [`{name}`](#{name}) | {_in_cell(check.says)} |" for name, check in CHECKS.items()]
    checks = [_check(check, bench) for check in CHECKS.values()]
    return "\n\n".join([NOTICE, "# Checks", intro, "\n".join(table), *checks]) + "\n"


def _check(check: Check, bench: Bench) -> str:
    parts = [f"## `{check.name}`", check.says, check.about]
    options = [
        f"- `{name}`{_of_option(check, name, field)}: {' '.join(told_of(check.options).get(name, '').split())}"
        for name, field in check.options.model_fields.items()
    ]
    parts += ["\n".join(options)] if options else []
    if check.probes:
        parts.append(f"Asks besides: {', '.join(f'`{probe}`' for probe in check.probes)}.")
    if not check.gates:
        parts.append("It tells and never turns a run red by itself.")
    return "\n\n".join([*parts, "Examples:", "\n".join(_example_of(check, one, bench) for one in check.examples())])


def _of_option(check: Check, name: str, field: FieldInfo) -> str:
    told = ["required"] if field.is_required() else []
    told += ["main"] if name == check.options.main else []
    if not field.is_required() and field.default not in {None, (), ""}:
        told.append(f"default {str(field.default).lower() if isinstance(field.default, bool) else field.default}")
    return f" ({', '.join(told)})" if told else ""


def _example_of(check: Check, example: Example, bench: Bench) -> str:
    found = check.look(example.output, check.options.model_validate(example.options), bench)
    told = f" (`{orjson.dumps(dict(example.options)).decode()}`)" if example.options else ""
    why = f": *{found.why}*" if found.outcome == "fail" else ""
    return f"- {'Passes' if example.passes else 'Fails'}: {example.says}{told}{why}"


def described() -> dict[str, Any]:
    """The service's OpenAPI description."""
    return create_app(Settings(host="127.0.0.1", cors_origins=()), open_frankly).openapi()


def api_page() -> str:
    """Every operation of the HTTP API, from its OpenAPI description."""
    return as_markdown(described())


def findings_page() -> str:
    """Every code of what is found in text of others."""
    intro = "What is found in text of others: codes that stay, for reports, `--json` and CI."
    people = [
        f"| `{code}` | {meaning.text} | {meaning.becomes} | {_example(meaning.example)} |"
        for code, meaning in FINDING_MEANINGS.items()
    ]
    refusals = [f"| `{code}` | {meaning.text} | {_in_cell(meaning.example)} |" for code, meaning in MEANINGS.items()]
    sections = [
        "## In other people's text",
        "`frankly import`, `frankly doctor`, `frankly verify --item`. Nothing is refused for these.",
        "\n".join(["| Code | What was found | What becomes of it | Example |", "|---|---|---|---|", *people]),
        "## In text without evidence",
        "`frankly verify --item`, and `POST /v1/verify` with `unbound`: each claim has a kind and a state.",
        "\n".join(["| Kind | What is claimed |", "|---|---|", *(f"| `{k}` | {v} |" for k, v in CLAIM_KINDS.items())]),
        "\n".join(
            ["| State | What the item says of it |", "|---|---|", *(f"| `{k}` | {v} |" for k, v in STATES.items())]
        ),
        "## Of drafts",
        "A draft is `verified`, `refused`, or `unread` (its line, or what it names, is wrong). Why one is refused:",
        "\n".join(["| Code | The rule that was broken | Example |", "|---|---|---|", *refusals]),
    ]
    return "\n\n".join([NOTICE, "# Findings", intro, *sections]) + "\n"


def _example(text: str) -> str:
    return _in_cell(text if "`" in text else f"`{text}`")


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def settings_page() -> str:
    """One section for each environment variable."""
    intro = (
        "Frankly reads its settings from environment variables. Each has a default that works on one machine with "
        "nothing else installed; an empty variable counts as not set."
    )
    sections = [_setting(name, field) for name, field in Settings.model_fields.items()]
    return "\n\n".join([NOTICE, "# Settings", intro, *sections]) + "\n"


def _setting(name: str, field: FieldInfo) -> str:
    variable = f"{Settings.model_config['env_prefix']}{name}".upper()
    limits = ", ".join(_limits(field))
    kind = _kind(field.annotation) + (f", {limits}" if limits else "")
    return f"## `{variable}`\n\n{told_of(Settings).get(name, '')}\n\n{kind}. {_default(field)}"


def _kind(annotation: object) -> str:
    if get_origin(annotation) is Literal:
        return "One of " + ", ".join(f"`{value}`" for value in get_args(annotation))
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if len(parts) == 1 and get_origin(annotation) is not tuple:
        return _kind(parts[0])
    names = {
        bool: "`true` or `false`",
        int: "Whole number",
        float: "Number",
        str: "Text",
        Path: "Path",
        SecretStr: "Secret text",
    }
    return names[annotation] if annotation in names else "JSON list" if get_origin(annotation) is tuple else "JSON"


def _limits(field: FieldInfo) -> Iterator[str]:
    for rule in field.metadata:
        match rule:
            case Ge(ge=low):
                yield f"at least {low}"
            case Gt(gt=low):
                yield f"above {low}"
            case Le(le=high):
                yield f"at most {high}"
            case Lt(lt=high):
                yield f"below {high}"


def _default(field: FieldInfo) -> str:
    default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    if field.is_required():
        return "Required."
    return "Not set by default." if default is None or default == () else f"Default: `{default}`."


SURFACE_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Top level", Surface),
    ("Each entry of `sources`", SourcePolicy),
    ("`filters`", FilterPolicy),
    ("`diversity`", DiversityPolicy),
    ("`exploration`", ExplorationPolicy),
    ("Each entry of `editorial.pins`", Pin),
    ("Each entry of `editorial.boosts`", Boost),
    ("Each entry of `editorial.buries`", Bury),
    ("`match` of a boost or a bury", Match),
    ("`text`", TextPolicy),
    ("`holdout`", HoldoutPolicy),
)


FILLED = {(Surface, "name")}
"""What the model needs and a file may leave out, because loading fills it in."""


def surfaces_page() -> str:
    """Every setting of a surface, and what each candidate source is."""
    intro = (
        "A surface is a place where recommendations appear. Each is one YAML file in `surfaces/`, named like the file. "
        "The shipped files are examples: copy the folder `surfaces` into a folder of yours, name that folder in "
        "[`FRANKLY_CONFIG`](settings.md#frankly_config), and edit the copies, which then hold instead of all shipped "
        "ones. Every command reads them when it starts; restart a running service after a change. "
        "A mistake is reported with file, line, what was expected and the nearest valid name. Weights and shares are "
        "decimals; inside they are whole parts per million."
    )
    parts = [f"## {title}\n\n" + "\n".join(_policy_rows(model)) for title, model in SURFACE_PARTS]
    sources = [
        f"- `{name}`. Proposes: {_first_line(source.propose)} Scores: {_first_line(source.block or source.weigh)}"
        for name, source in SOURCES.items()
    ]
    return "\n\n".join([NOTICE, "# Surfaces", intro, *parts, "## Sources", "\n".join(sources)]) + "\n"


CAMPAIGN_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The file", Campaign),
    ("`audience`", Audience),
    ("Each entry of `variants`", SubjectVariant),
    ("`split`", Split),
    ("Each entry of `caps`", MessageCap),
    ("`quiet_hours`", QuietHours),
    ("`review`", Review),
    ("`guardrail`", Guardrail),
    ("`trigger`", Trigger),
)


def campaigns_page() -> str:
    """Every setting of a campaign's file, and every fate of a recipient."""
    intro = (
        "A campaign is one YAML file in the folder `campaigns` of the data folder, or beside the other files that "
        "people edit where [`FRANKLY_CONFIG`](settings.md#frankly_config) names a folder that has one. It is named "
        "like the file. `frankly campaign new NAME` writes a commented one, and beside it `campaign.schema.json`, by "
        "which an editor completes and checks it; `PUT /v1/campaigns/{name}` takes the same as JSON. Shares are "
        "decimals. A mistake is reported with file, line, what was expected and the nearest valid name. "
        "A subject, a preheader and a note invite and state nothing: “Take your time, and see what you think”, “A "
        "letter from our catalogue”, „Schauen Sie sich gern in Ruhe um“, „Ein Gang durch unser Sortiment“; `frankly "
        "verify --rules --kind nudge --locale de` prints all that passes. [Run a "
        "campaign](../how-to/run-a-campaign.md) shows the way."
    )
    parts = [
        f"## {title}\n\n{inspect.getdoc(model)}\n\n" + "\n".join(_with_defaults(model))
        for title, model in CAMPAIGN_PARTS
    ]
    fates = ["| Fate | Whoever has it |", "|---|---|", *(f"| `{fate.value}` | {told} |" for fate, told in TOLD.items())]
    closing = "Everybody of an audience has one of these; nobody is left out without a word.\n\n" + "\n".join(fates)
    return "\n\n".join([NOTICE, "# Campaigns", intro, *parts, f"## Fates\n\n{closing}"]) + "\n"


def _with_defaults(model: type[BaseModel]) -> Iterator[str]:
    """Rows of a part of a file, with the default of each as it is written there."""
    rows = _policy_rows(model)
    for (name, field), row in zip(model.model_fields.items(), rows, strict=True):
        if (model, name) == (Campaign, "name"):
            yield f"- `name` (that of the file): {row.partition(': ')[2]}"
            continue
        kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        shown = _as_written(TypeAdapter(kind).dump_python(default, mode="json")) if default is not None else ""
        is_part = isinstance(default, BaseModel) and not isinstance(default, QuietHours)
        yield row if is_part or not shown else row.replace(f"`{name}`:", f"`{name}` ({shown}):", 1)


def _as_written(value: object) -> str:
    """A default as people write it; empty where there is nothing to see."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_as_written(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def training_page() -> str:
    """Every setting of the models' training, with its default as it is written in the file."""
    intro = (
        "How models are trained from everyone's acts: `policies/training.yaml`, read by `frankly train`, by "
        "`frankly reindex` and by the first fit. To change it, copy the folder `policies` into a folder of yours, name "
        "that folder in [`FRANKLY_CONFIG`](settings.md#frankly_config), edit the copy, and run `frankly train`. What "
        "the file leaves out keeps its default. A mistake is reported with file, line and what was expected. "
        "[Train, look, roll back](../how-to/train-and-roll-back.md) shows the way; what each model is stands in "
        "[How items are ranked](../explanation/ranking.md)."
    )
    defaults = TrainingPolicy().model_dump(mode="json")
    rows = [
        f"- `{name}`{_default_of(defaults[name])}: {' '.join(told_of(TrainingPolicy).get(name, '').split())}"
        for name in TrainingPolicy.model_fields
    ]
    parts = "\n".join(_policy_rows(ShrinkPolicy))
    shrink = f"## `item_item`, `transitions`, `low_rank`\n\n{inspect.getdoc(ShrinkPolicy)}\n\n{parts}"
    return "\n\n".join([NOTICE, "# Training", intro, "\n".join(rows), shrink]) + "\n"


RULE_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("`policies/rules.yaml`", Rules),
    ("What every rule says of itself", Ruling),
    ("Each entry of `untold`", UntoldRule),
    ("`hours`", Hours),
    ("`sensitive`", SensitiveRules),
    ("Each entry of `sensitive.topics`", SensitiveTopic),
    ("Each entry of `disclosures`", Disclosure),
    ("Each entry of `competitors`", Competitors),
    ("`policies/rules/<locale>.yaml`", WordRules),
    ("Each entry of `banned`", BannedWords),
    ("Each entry of `reading`", Reading),
)


def rules_page() -> str:
    """Every setting of the rules of what may be said, and what a broken one is refused with."""
    intro = (
        "What may be said and what may not: `policies/rules.yaml` for every language, `policies/rules/<locale>.yaml` "
        "for words of one. The shipped files explain themselves; copy the folder `policies` into a folder of yours, "
        "name that folder in [`FRANKLY_CONFIG`](settings.md#frankly_config), and edit the copies. "
        "[Write rules for what may be said](../how-to/write-rules.md) shows the way. A mistake is reported with file, "
        "line, what was expected and the nearest valid name; `frankly policies lint` reports all at once."
    )
    parts = [f"## {title}\n\n{inspect.getdoc(model)}\n\n" + "\n".join(_own_rows(model)) for title, model in RULE_PARTS]
    kinds = "## Kinds of evidence\n\n" + ", ".join(f"`{kind}`" for kind in EvidenceKind) + "."
    refusals = [
        f"| `{code}` | {_in_cell(MEANINGS[code].text)} | {_in_cell(MEANINGS[code].example)} |" for code in BY_RULE
    ]
    table = "\n".join(["| Code | What was broken | Example |", "|---|---|---|", *refusals])
    return "\n\n".join([NOTICE, "# Rules", intro, *parts, kinds, f"## Refusals by rule\n\n{table}"]) + "\n"


def _own_rows(model: type[BaseModel]) -> Iterator[str]:
    """Rows of a rule, without what every rule says of itself."""
    said = Ruling.model_fields if model is not Ruling else ()
    rows = zip(model.model_fields, _policy_rows(model), strict=True)
    yield from (row for name, row in rows if name not in said)


BY_RULE: tuple[Code, ...] = (
    Code.UNTOLD_EVIDENCE,
    Code.SENSITIVE_TOPIC,
    Code.PERSONAL_DATA,
    Code.BANNED_WORD,
    Code.COMPETITOR,
    Code.WRONG_ADDRESS,
    Code.WRONG_LANGUAGE,
    Code.HARD_TO_READ,
    Code.TOO_LONG_HERE,
    Code.DISCLOSURE,
)


def _default_of(default: object) -> str:
    if isinstance(default, dict):
        return f" ({', '.join(f'{name} {value}' for name, value in default.items())})"
    return f" ({'null' if default is None else default})"


def _first_line(function: Callable[..., object]) -> str:
    return (inspect.getdoc(function) or "").splitlines()[0]


def _policy_rows(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        text = " ".join(told_of(model).get(name, "").split())
        is_required = field.is_required() and (model, name) not in FILLED
        yield f"- `{name}`{' (required)' if is_required else ''}: {text}"


def cli_page() -> str:
    """Every command with its arguments and options, as typer describes them."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "typer",
            "frankly.cli.main",
            "utils",
            "docs",
            "--name",
            "frankly",
            "--title",
            "Commands",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "_TYPER_STANDARD_TRACEBACK": "1"},
    )
    # A usage line is no code to run, so the page's blocks are marked as plain text.
    body = re.sub(r"^```console$", "```text", done.stdout.strip(), flags=re.MULTILINE)
    return f"{NOTICE}\n\n{body}\n"


def main() -> None:
    """Write what changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(REFERENCE.parents[1])}")


if __name__ == "__main__":
    main()
