"""What `frankly campaign results`, `suppress` and `unsuppress` do once their options are read."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from frankly.adapters.rows.reading import FileRows, open_rows
from frankly.cli.campaigns.opening import opened
from frankly.cli.campaigns.outcome.refusals import Refusals
from frankly.cli.screen import clean, err, out, put_json
from frankly.domain.campaign.result import ResultInput
from frankly.errors import Invalid
from frankly.pipelines.campaigning.outcome.receipts import ResultsReport
from frankly.pipelines.campaigning.outcome.results import MOST_RESULTS, Results
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Rights
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.rows import BadRow, Row
from frankly.settings import Settings

_SHOWN: Final = 5
_LISTED: Final = 100
_NUMBERS: Final = frozenset({"value"})
_TRUE: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


async def run_results(settings: Settings, file: Path, campaign: str, *, as_json: bool) -> int:
    """Bring results of a file in, and say what became of them; returns how many were refused.

    Raises:
        Invalid: where the file's header lacks a column that every row needs; nothing was taken then.
    """
    total = dict.fromkeys(("received", "stored", "duplicate", "rejected", "suppressed"), 0)
    refused, strange = Refusals(), Refusals()
    source = open_rows(file)
    _require_columns(source)
    async with opened(settings) as parts:
        taking = results_of(parts)
        rows = source.rows()
        while batch := list(islice(rows, MOST_RESULTS)):
            report = await taking.take(campaign, _readable(batch), parts.clock.now())
            for name in total:
                total[name] += getattr(report, name)
            _note(refused, strange, batch, report)
    total["received"] += refused.number - total["rejected"]
    total["rejected"] = refused.number
    if as_json:
        put_json({**total, "refused": refused.listed, "taken_with_doubt": strange.listed})
        return refused.number
    out().print(
        f"New: {total['stored']}   known already: {total['duplicate']}   refused: {total['rejected']}   "
        f"not written to any more: {total['suppressed']}"
    )
    for line in [*refused.lines(), *strange.lines()]:
        err().print(clean(line))
    return refused.number


def _told(lines: Sequence[str]) -> None:
    """Show the first of some lines, and how many more there are."""
    for line in lines[:_SHOWN]:
        err().print(clean(line))
    if len(lines) > _SHOWN:
        err().print(f"… and {len(lines) - _SHOWN:,} more; --json tells up to {_LISTED}.")


async def run_suppress(settings: Settings, file: Path, *, is_allowed: bool, as_json: bool) -> None:
    """Put people of a file on the list of those who are not written to, or take them off it."""
    lines = _text(file).splitlines()
    names = list(dict.fromkeys(name for line in lines if (name := line.strip().strip('"'))))
    async with opened(settings) as parts:
        if parts.campaigns is None:
            raise Invalid("This data folder keeps no campaigns.")
        suppressing = Suppressing(parts.campaigns, parts.suppression_secret)
        people = [("", name) if "@" in name else (name, "") for name in names]
        if is_allowed:
            hashes = [one for person in people for one in suppressing.hashes(*person)]
            count, unknown = await parts.campaigns.unsuppress(hashes), []
        else:
            count = await suppressing.add(people, "imported", parts.clock.now())
            unknown = await _unknown(parts, parts.campaigns, [person for person, _ in people if person])
    if as_json:
        put_json({"people": len(names), "changed": count} | ({} if is_allowed else {"unknown": unknown[:_LISTED]}))
        return
    done = "taken off the list" if is_allowed else "new on the list"
    out().print(f"{len(names):,} named, {count:,} {done}.")
    _told([f"'{one}' is no address, and nobody whom this shop knows by that id; kept all the same." for one in unknown])


async def _unknown(parts: Parts, ledger: CampaignLedger, ids: Sequence[str]) -> list[str]:
    """Ids of a list of which nothing is stored: mistakes, or people who come later."""
    known = await parts.people.consents(ids)
    return [one for one in ids if one not in known and not await _is_known(parts, ledger, one)]


async def _is_known(parts: Parts, ledger: CampaignLedger, person: str) -> bool:
    record = await parts.people.read(person, history_limit=1, seen_since=None)
    return record.is_known or bool(await ledger.of_person(person))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error


def results_of(parts: Parts) -> Results:
    """Takes results over the stores of a data folder.

    Raises:
        Invalid: where it keeps no campaigns.
    """
    if parts.campaigns is None or parts.results is None:
        raise Invalid("This data folder keeps no campaigns.")
    suppressing = Suppressing(parts.campaigns, parts.suppression_secret)
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions)
    return Results(parts, parts.campaigns, parts.results, suppressing, Rights(parts.people), ingest)


def _require_columns(source: FileRows) -> None:
    """See that the header, where there is one, has what every row needs: else each would be refused for the same."""
    columns = source.columns
    if columns is None:
        return
    missing = [f"'{name}'" for name in ("id", "kind") if name not in columns]
    if not {"key", "person"} & set(columns):
        missing.append("'key' (or 'person', with --campaign)")
    if missing:
        found = ", ".join(f"'{name}'" for name in columns)
        are = "columns" if len(missing) > 1 else "column"
        raise Invalid(
            f"{source.name}: the header lacks the {are} {', '.join(missing)}; it names {found}. Nothing was taken."
        )


def _readable(batch: Sequence[Row | BadRow]) -> list[object]:
    return [_said(row.fields) for row in batch if isinstance(row, Row)]


def _note(refused: Refusals, strange: Refusals, batch: Sequence[Row | BadRow], report: ResultsReport) -> None:
    """Note what was refused of a batch, and what was taken though its item is unknown, in the order of the file."""
    receipts = iter(report.results)
    for row in batch:
        if isinstance(row, BadRow):
            refused.add(row.line, "", row.reason)
            continue
        receipt = next(receipts)
        if receipt.code is not None:
            noted = refused if receipt.outcome == "rejected" else strange
            noted.add(row.line, receipt.id, f"{receipt.code}: {receipt.message}")


def _said(cells: Mapping[str, object]) -> dict[str, object]:
    """What a row says of a result; senders' files have further columns, and CSV writes numbers and truths as text."""
    found = {name: cells[name] for name in ResultInput.model_fields if cells.get(name) not in ("", None)}
    for name in _NUMBERS & found.keys():
        text = str(found[name])
        found[name] = int(text) if text.isdecimal() else found[name]
    lasting = found.get("lasting")
    if isinstance(lasting, str):
        found["lasting"] = _TRUE.get(lasting.lower(), lasting)
    return found
