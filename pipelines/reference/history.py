"""Compares the registers with their last archived state: what figures or findings stand on does not vanish."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.reference.cells import Record, Records
from pipelines.reference.contract import KEYS, MAY_BE_MISSING
from pipelines.reference.dues import no_longer_due
from pipelines.reference.meanings import restated_in_silence

Key = tuple[str, ...]
_END = "put the line back and give it valid_to_on, the last day on which it holds"
_REMEDIES = {
    "period": "put the line back",
    "indicator": "put the line back, and end the form lines that ask for it with valid_to_on",
}
_FIXED = {
    "form_line": (
        ("indicator_id",),
        "put it back, end this line with valid_to_on and add one with a new code",
    ),
    "indicator": (("unit_of_measure",), "put it back, and add another indicator for the other unit of measure"),
    "rule": (("kind", "subject"), "put it back, end this rule with valid_to_on and give the other one a new id"),
}
"""Register → columns that say what its figures and findings are about, and the remedy where they have changed."""


@dataclass(frozen=True)
class Standing:
    """What was received and found so far, by the lines of registers that it stands on."""

    returns: Collection[tuple[str, str]] = frozenset()
    """Unit and period of each return."""
    lines: Collection[tuple[str, str]] = frozenset()
    """Form and line of each figure."""
    ratings: Collection[tuple[str, str]] = frozenset()
    """Code and period of each rating."""
    findings: Collection[tuple[str, str | None, str | None]] = frozenset()
    """Rule, period and indicator of each finding."""

    @classmethod
    def united(cls, several: Iterable["Standing"]) -> "Standing":
        """What stands by any of several accounts."""
        parts = [(one.returns, one.lines, one.ratings, one.findings) for one in several]
        return cls(*(frozenset().union(*column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Archived:
    """The last archived state of each register."""

    records: Mapping[str, Records]
    loaded_at: Mapping[str, str] = field(default_factory=dict)
    """Register → instant from which it held."""

    def everything(self) -> Standing:
        """All that could stand on these registers, for when nobody knows what does."""
        periods = [row["period_id"] for row in _rows(self.records, "period")]
        return Standing(
            returns={(row["unit_id"], period) for row in _rows(self.records, "unit") for period in periods},
            lines={(row["form_id"], row["line_code"]) for row in _rows(self.records, "form_line")},
            ratings={(row["code"], period) for row in _rows(self.records, "code") for period in periods},
            findings={(row["rule_id"], period, None) for row in _rows(self.records, "rule") for period in periods},
        )


def vanished(before: Archived, after: Mapping[str, Records], standing: Standing) -> list[str]:
    """Every line that is gone, ended too early, or about something else, although something stands on it.

    Labels, messages, days on which returns are due and the like may change freely; so may what nothing stands on.

    Returns:
        faults as 'file:line of the archived state (and its instant): what is gone; what stands on it; remedy'.
    """
    used = _used(before.records, standing)
    faults = [
        f"{name}.csv: the register is missing, but had {len(before.records[name].rows)} lines as loaded on "
        f"{before.loaded_at.get(name, 'an earlier day')}; put it back, with its header alone if it is to have none"
        for name in MAY_BE_MISSING
        if name not in after and name in before.records and before.records[name].rows
    ]
    for name, keys in used.items():
        faults += _gone(before, after, name, keys)
    units = {(unit_id, period): f"the return of {unit_id} for {period}" for unit_id, period in standing.returns}
    codes = {(code, period): f"a rating for {period}" for code, period in standing.ratings}
    faults += _ended(before, after, "unit", lambda row: row.get("unit_id", ""), units)
    faults += no_longer_due(before.records, after, standing.returns, standing.lines)
    faults += restated_in_silence(before.records, after, standing.lines, {code for code, _ in standing.ratings})
    faults += _ended(before, after, "code", lambda row: row["code"] if row.get("list_id") == "rating" else "", codes)
    return faults


def _rows(records: Mapping[str, Records], name: str) -> Iterator[Mapping[str, str]]:
    return (record.fields for record in records[name].rows) if name in records else iter(())


def _used(records: Mapping[str, Records], standing: Standing) -> dict[str, dict[Key, str]]:
    """Register → key that something stands on → what it is."""
    asked = {(row["form_id"], row["line_code"]): row["indicator_id"] for row in _rows(records, "form_line")}
    found: dict[str, dict[Key, str]] = {
        "period": {(period,): f"a finding of {rule} stands on it" for rule, period, _ in standing.findings if period},
        "indicator": {(name,): f"a finding of {rule} stands on it" for rule, _, name in standing.findings if name},
        "rule": {(rule,): "findings stand on it" for rule, _, _ in standing.findings},
        "form": {(form_id,): "figures stand on it" for form_id, _ in standing.lines},
        "form_line": dict.fromkeys(standing.lines, "figures stand on it"),
    }
    found["rule"] |= {
        (row["rule_id"],): f"the reader may find '{row['subject']}' any night"
        for row in _rows(records, "rule")
        if row["kind"] == "reader"
    }
    found["period"] |= {(period,): f"the return of {unit_id} stands on it" for unit_id, period in standing.returns}
    found["indicator"] |= {(asked[line],): f"figures of line {line[1]} stand on it" for line in standing.lines if line in asked}
    return found


def _gone(before: Archived, after: Mapping[str, Records], name: str, keys: Mapping[Key, str]) -> Iterator[str]:
    """Yield each line of a register whose key is gone or means something else."""
    held, holds = _by_key(before.records, name), _by_key(after, name)
    # A rule that became a further subject of another one stands on under the name that this one knows it by.
    kept = {(row["known_as"],) for row in _rows(after, "rule_subject") if "known_as" in row} if name == "rule" else set()
    columns, remedy = _FIXED.get(name, ((), ""))
    for key, record in held.items():
        if key not in keys or (key in kept and key not in holds):
            continue
        where, spelt = _where(before, name, record), " ".join(key)
        if key not in holds:
            renamed = _renamed(name, record, [other for other_key, other in holds.items() if other_key not in held])
            yield f"{where}: '{spelt}' is gone, but {keys[key]}; {_REMEDIES.get(name, _END)}{renamed}"
            continue
        for column in columns:
            was, is_now = record.fields.get(column), holds[key].fields.get(column)
            if was != is_now:
                yield (
                    f"{name}.csv:{holds[key].line}: {column} of '{spelt}' is '{is_now}', but was '{was}' ({where}), and "
                    f"{keys[key]}; {remedy}"
                )


def _ended(
    before: Archived,
    after: Mapping[str, Records],
    name: str,
    identity: Callable[[Mapping[str, str]], str],
    uses: Mapping[tuple[str, str], str],
) -> Iterator[str]:
    """Yield each line of a dated register that held when something came that stands on it, and holds no more."""
    ends_on = {row["period_id"]: row["ends_on"] for row in _rows(after, "period")}
    lost: dict[int, list[tuple[str, str]]] = {}
    for named, period in sorted(uses):
        day = ends_on.get(period)
        held = day and _on(before.records, name, identity, named, day)
        if day and held and not _on(after, name, identity, named, day):
            lost.setdefault(held.line, []).append((named, period))
    by_line = {record.line: record for record in before.records[name].rows} if name in before.records else {}
    for line, found in lost.items():
        record, (named, period) = by_line[line], found[-1]
        known = {identity(row) for row in _rows(before.records, name)}
        new = [other for other in after[name].rows if identity(other.fields) not in known]
        more = f", and {len(found) - 1} more," if len(found) > 1 else ""
        yield (
            f"{_where(before, name, record)}: '{named}' no longer holds on {ends_on[period]}, but {uses[named, period]}{more} "
            f"stands on it; put the line back, and if it is to end give it a valid_to_on of {ends_on[period]} or later, or "
            f"withdraw what was sent by mistake{_renamed(name, record, new)}"
        )


def _on(
    records: Mapping[str, Records], name: str, identity: Callable[[Mapping[str, str]], str], named: str, day: str
) -> Record | None:
    """The line that holds on a day. Days are compared as text: all are written as 2020-07-01."""
    if name not in records:
        return None
    return next(
        (
            record
            for record in records[name].rows
            if identity(record.fields) == named
            and record.fields.get("valid_from_on", "") <= day <= record.fields.get("valid_to_on", "9999")
        ),
        None,
    )


def _by_key(records: Mapping[str, Records], name: str) -> dict[Key, Record]:
    if name not in records:
        return {}
    return {tuple(record.fields.get(column, "") for column in KEYS[name]): record for record in records[name].rows}


def _where(before: Archived, name: str, record: Record) -> str:
    return f"{name}.csv:{record.line} as loaded on {before.loaded_at.get(name, 'an earlier night')}"


def _renamed(name: str, record: Record, new: Collection[Record]) -> str:
    """What to say where a new line says the same under another key."""

    def said(fields: Mapping[str, str]) -> set[tuple[str, str]]:
        return {
            (column, text)
            for column, text in fields.items()
            if column not in KEYS[name] and column.endswith(("_vi", "_en", "subject"))
        }

    same = next((other for other in new if said(other.fields) & said(record.fields)), None)
    return f"; line {same.line} says the same under another key, and a key is never renamed" if same else ""
