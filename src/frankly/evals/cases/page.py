"""The reference page of suites and cases: fields from the code, and in words what fields do not say."""

from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from frankly.domain.documented import described
from frankly.evals.cases.case import Ask, Case, Sentence
from frankly.evals.cases.suite import CaseSuite

INTRO: Final = """A suite of cases is a folder in `evals/`: `suite.yaml` with `runner: cases`, and files of cases.
A case asks something, with variables, and names what must be true of what comes back.
`frankly eval run` makes an output of every cell (a case with its variables chosen), keeps it, and lets
[checks](checks.md) look at it. `frankly eval list --cases` names all cells.
Folders of your own: `--suites FOLDER`, or `evals/` inside [`FRANKLY_CONFIG`](settings.md#frankly_config).

```yaml
# yaml-language-server: $schema=../case.schema.json
- id: a-reader-of-ghost-stories
  because: Ghost stories were called crime once.
  ask:
    recommend: {surface: home, person: reader-mara, limit: 5}
  vary: {locale: [en, de]}
  checks: [grounded, {length: {most: 240}}]
```

The first line has your editor complete and check the file: `evals/case.schema.json` and `evals/suite.schema.json`
ship with the product and hold every field and every check."""

FILES: Final = """## Files of cases

- **YAML**: a list of cases, as above.
- **JSONL**: a case a line.
- **CSV**: a case a row; a column is named by its place in the case (`id`, `ask.recommend.surface`, `ask.text.0.text`,
  `truth.item`). An empty cell is absent. `checks` and `tags` hold several words with `;` between them; a cell that
  begins with `[` or `{` is read as YAML.

A mistake names file and line: `cases.yaml:7: 0.ask.recommend.limt: There is no such field. Did you mean 'limit'?`"""

VARIABLES: Final = """## Variables

Those of the suite and of the case together; a case that names the same variable has its own values. Every combination
is a cell, named as `suite/case[locale=de,limit=5]`, and with `#1` for its second try.

| Variable | What it changes |
|---|---|
| `locale`, `limit`, `context.query` … | the field of the request of that name |
| `persona` | who asks: a profile or a person that the suite names in `personas`, or the id of somebody in the shop |
| `model` | whose recorded replies are used |
| `prompt` | the version of a prompt, as `write/v2`; a draft too |
| `temperature` | how freely the model writes, as 0.7 |"""

TRUTH: Final = """## What `truth` may say

Checks say what they read of it ([checks](checks.md)). Besides:

| Key | Meaning |
|---|---|
| `error` | the code with which what is asked must be refused, such as `consent_missing`; then that is no error |
| `first_name` | of a message: the name for the greeting |
| `twins` | attribute → values: asked again by somebody who differs in it alone: a stated fact (`birth_year`) or a \
field of the request (`context.device`) |
| `paraphrases` | other words for `context.query` that mean the same |
| `other_model` | the model that is asked besides, for checks of agreement |"""

PROBES: Final = """## What is asked besides

A check that compares has the same asked in another way; only what the checks of a cell want is made.

| Probe | The same |
|---|---|
| `again` | once more |
| `shuffled` | with the items of the vote shown in another order |
| `paraphrased` | in the other words of `truth.paraphrases` |
| `twin` | by the twins of `truth.twins`; without them a profile that is sent is sent under two other names |
| `without_ground` | without each ground that a delivered reason cites, one at a time; of stored people alone |
| `template` | without a model |
| `base` | without the model's vote |
| `other_model` | of the model of `truth.other_model` |"""

RUN: Final = """## A run

`frankly eval run` without names runs all suites of cases with recorded replies: no network, no cost. Its folder
(`--out`, by default `evals/last` in the data folder) holds `run.json`, `outputs.jsonl`, `verdicts.jsonl`,
`summary.json` and, where replies are missing, `wanted.jsonl`. Outputs are on the disk as they are made: a run that
was stopped goes on with the same command, and makes no cell twice. `frankly eval check` judges the outputs anew by
the checks as they stand now, and makes nothing.

| Option | Does |
|---|---|
| `--filter` | only cells that pass: a part of the name (`*` is anything), `tag:WORD`, `check:NAME`, `locale=de` |
| `--repeat 5` | tries each case five times; a model is asked for another reply each time |
| `--mode` | where replies come from: `replay`, `auto`, `record`, `live` |
| `--simulated` | a writer that is no language model stands in for what is not recorded; it can condemn, never acquit |
| `--budget '0.10 USD'` | begins no more cells when it is spent |
| `--workers 2` | processes side by side |

| Exit code | Means |
|---|---|
| 0 | fine |
| 1 | worse than the accepted baseline, or failed where there is none |
| 2 | it could not run: no case, no check, nothing to look at, an output with an error, a run that was stopped |
| 3 | stale: replies are not recorded, so nobody can tell |"""

ADD: Final = """## From a bad answer to a case

```bash
frankly eval add --help
```

`frankly eval add ID --because "It called ghost stories crime."` makes a case of a recorded answer, in the suite `found`
or the one that `--suite` names. It takes over what the answer was made of: surface, items, what was done to them and
how many whole days ago, stated interests that are labels of the catalogue, consent. It leaves behind who it was: ids of
people, sessions, events and the decision, what was typed (`--query` gives other words), free text, exact times, years
of birth, regions finer than a country. Before it is written the whole case is searched for them, your own words too.
What somebody did is still in it: look through it before you share it.

A catalogue that is not built in: the items that are needed go into a shop beside the suite (`shops/<case>.jsonl`).
Without everybody's acts its statistics are empty, so its answers differ from those of your shop."""


def suites_page(notice: str) -> str:
    """The whole page.

    Args:
        notice: that it is made from the code.
    """
    parts = [
        notice,
        "# Suites and cases",
        INTRO,
        _section("`suite.yaml`", CaseSuite),
        _section("A case", Case),
        _section("What is asked", Ask),
        _section("A sentence from elsewhere", Sentence),
        FILES,
        VARIABLES,
        TRUTH,
        PROBES,
        RUN,
        ADD,
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, model: type[BaseModel]) -> str:
    told = described(model)
    rows = [
        f"- `{name}`{_default(field)}: {' '.join(told.get(name, '').split())}"
        for name, field in model.model_fields.items()
    ]
    return f"## {title}\n\n{(model.__doc__ or '').strip()}\n\n" + "\n".join(rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ", required"
    default = field.get_default(call_default_factory=True)
    return "" if default in (None, "", (), {}) or isinstance(default, tuple) else f" ({str(default).lower()})"
