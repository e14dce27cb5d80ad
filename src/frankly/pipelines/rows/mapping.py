"""From the columns of somebody's file to the fields of an item, an event or a profile.

Without a mapping, the columns are taken to be named like the fields, as an export writes them.
"""

import functools
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from frankly.domain.faults import nearest
from frankly.errors import Invalid
from frankly.pipelines.rows import cells
from frankly.pipelines.rows.mapping_spec import FieldRule, MappingSpec
from frankly.pipelines.rows.targets import CURRENCY, FIELDS, REQUIRED, Kind, RowRefused, Target
from frankly.ports.rows import Reason

_MOST_IGNORED: Final = 100
_Read: TypeAlias = Callable[[object], object]


class Mapped:
    """A mapping made ready for one file: call it with the columns of a row to get the fields of its target."""

    def __init__(
        self, target: Target, rules: Mapping[str, FieldRule], attributes: Collection[str] | None, used: set[str]
    ) -> None:
        """Choose how each cell is read.

        Args:
            target: what the rows become.
            rules: our field → where it comes from.
            attributes: columns that become attributes; None for all that are not used.
            used: columns that have a use.
        """
        self.target = target
        self._attributes = attributes
        self._used = used
        self._money = next((rule for name, rule in rules.items() if FIELDS[target][name] == "money"), None)
        self._reads = [
            (name, rule, _reader(FIELDS[target][name], rule)) for name, rule in rules.items() if rule is not self._money
        ]
        self._ignored: set[str] = set()

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that were there and had no use, so far."""
        return tuple(sorted(self._ignored))

    def __call__(self, fields: Mapping[str, object]) -> dict[str, Any]:
        """The fields of the target.

        Raises:
            RowRefused: when a cell cannot be read; names every such cell.
        """
        made: dict[str, Any] = {}
        reasons: list[Reason] = []
        for name, rule, read in self._reads:
            value = rule.constant if rule.column is None else fields.get(rule.column)
            if value is None or value == "":
                continue
            try:
                made[name] = read(value)
            except (ValueError, ArithmeticError) as error:
                reasons.append(Reason(name, f"{error}"))
        self._rest(fields, made, reasons)
        if reasons:
            raise RowRefused(reasons)
        return made

    def _rest(self, fields: Mapping[str, object], made: dict[str, Any], reasons: list[Reason]) -> None:
        if self._money is not None:
            self._price(self._money, fields, made, reasons)
        unused = [column for column in fields if column not in self._used and column]
        if self._attributes is None or self._attributes or "attributes" in made:
            self._attribute(unused, fields, made, reasons)
        if unused and self._attributes is not None and len(self._ignored) < _MOST_IGNORED:
            self._ignored.update(column for column in unused if column not in self._attributes)

    def _price(
        self, rule: FieldRule, fields: Mapping[str, object], made: dict[str, Any], reasons: list[Reason]
    ) -> None:
        value = rule.constant if rule.column is None else fields.get(rule.column)
        if value is None or value == "":
            return
        if isinstance(value, Mapping):
            made["price"] = dict(value)
            return
        currency = rule.currency or (fields.get(rule.currency_column) if rule.currency_column else None)
        if not isinstance(currency, str) or not currency:
            reasons.append(Reason("price", "an amount needs its currency; add the column or name it in the mapping"))
            return
        try:
            minor = cells.as_minor(value, currency.strip().upper(), rule.decimal)
        except ValueError as error:
            reasons.append(Reason("price", str(error)))
            return
        made["price"] = {"amount_minor": minor, "currency": currency.strip().upper()}

    def _attribute(
        self, unused: list[str], fields: Mapping[str, object], made: dict[str, Any], reasons: list[Reason]
    ) -> None:
        given = made.get("attributes", {})
        if not isinstance(given, Mapping):
            reasons.append(Reason("attributes", "expected an object of names and values"))
            return
        columns = unused if self._attributes is None else self._attributes
        found = {**given, **{name: fields[name] for name in columns if fields.get(name) not in (None, "")}}
        for name, value in found.items():
            try:
                found[cells.as_text(name)] = _attribute(value)
            except ValueError as error:
                reasons.append(Reason(f"attributes.{name}", str(error)))
        if found:
            made["attributes"] = found


def native(target: Target, columns: tuple[str, ...] | None) -> Mapped:
    """The mapping of a file whose columns are named like the fields, as an export writes them.

    Args:
        target: what the rows become.
        columns: the header; None where each row names its own.

    Raises:
        Invalid: when a column that is always needed is missing from the header.
    """
    known = FIELDS[target]
    missing = next((name for name in REQUIRED[target] if columns is not None and name not in columns), None)
    if missing is not None:
        raise Invalid(
            f"The header names {_listed(columns or ())}; {target} need {_listed(REQUIRED[target])}, and '{missing}' is "
            f"missing. Add a header line, or give a mapping such as {missing}=COLUMN."
        )
    rules = {
        name: FieldRule(column=name, currency_column=CURRENCY if kind == "money" else None)
        for name, kind in known.items()
        if columns is None or name in columns
    }
    return Mapped(target, rules, (), {*known, CURRENCY} if target == "items" else set(known))


def compiled(spec: MappingSpec, target: Target, columns: tuple[str, ...] | None) -> Mapped:
    """Make a written mapping ready for a file.

    Args:
        spec: the mapping.
        target: what the rows become.
        columns: the header; None where each row names its own.

    Raises:
        Invalid: when it names a field or column that does not exist, or leaves out what is always needed.
    """
    rules = spec.fields
    for name in rules:
        _require_name(name, FIELDS[target], f"a field of {target}")
    missing = next((name for name in REQUIRED[target] if name not in rules), None)
    if missing is not None:
        raise Invalid(f"The mapping names no column for '{missing}', which {target} need; add {missing}=COLUMN.")
    if spec.attributes and target != "items":
        raise Invalid(f"Only items have attributes; take 'attributes' out of the mapping of {target}.")
    used = {name for rule in rules.values() for name in (rule.column, rule.currency_column) if name is not None}
    named = () if spec.attributes == "*" else spec.attributes
    for column in sorted({*used, *named}) if columns is not None else ():
        _require_name(column, columns or (), "a column of the file")
    return Mapped(target, rules, None if spec.attributes == "*" else named, used)


def _reader(kind: Kind, rule: FieldRule) -> _Read:
    read = _READERS[kind]
    if kind == "texts":
        read = functools.partial(cells.as_texts, separator=rule.separator)
    if kind == "moment":
        read = functools.partial(cells.as_moment, format=rule.format, timezone=rule.timezone)
    return functools.partial(_translated, rule.values, read) if rule.values else read


def _translated(values: Mapping[str, str], read: _Read, value: object) -> object:
    text = cells.as_id(value)
    if text not in values:
        raise ValueError(f"the mapping gives no value for '{text[:60]}'; it names {_listed(values)}")
    return read(values[text])


def _same(value: object) -> object:
    return value


_READERS: Final[dict[Kind, _Read]] = {
    "id": cells.as_id,
    "text": cells.as_text,
    "texts": cells.as_texts,
    "whole": cells.as_whole,
    "truth": _same,
    "moment": cells.as_moment,
    "money": _same,
    "json": cells.as_json,
}


def _attribute(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else cells.as_text(value)


def _require_name(name: str, valid: Collection[str], what: str) -> None:
    if name not in valid:
        near = nearest(name, valid)
        raise Invalid(
            f"'{name}' is not {what}; " + (f"did you mean '{near}'?" if near else f"there are {_listed(valid)}.")
        )


def _listed(names: Collection[str]) -> str:
    shown = [f"'{name[:60]}'" for name in list(names)[:12]]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")
