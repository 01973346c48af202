"""What came between two releases and may have changed a figure, in steps by reason, each with the archive as it is then."""

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.errors import RegisterError
from pipelines.intake.archive import Archive, Receipt
from pipelines.intake.line_days import first_day, prerequisites
from pipelines.intake.past import Past, lay_registers
from pipelines.intake.publications import Publications
from pipelines.intake.register_archive import RegisterArchive, State, file_of
from pipelines.language.words import use, words
from pipelines.reference.contract import KEYS
from pipelines.reference.documents import TEMPLATES
from pipelines.reference.load import load_registers
from pipelines.reference.reading import read_archived

METHOD = "method"
"""Another version of the code: it stands first and last, for what it makes of the earlier and of the later release's inputs."""
REASONS = (
    *("wording", "day", "unit_event", "register", "rule", "return", "late_return", "revision"),
    *("received", "withdrawal", "correction", "override"),
)
"""Reasons in the order in which they are applied: first words, without which a later version does not load registers, then what
figures are counted and judged by, then what came, then what was decided about it, which names what came."""
_NO_FIGURE = "none"
"""What stands in place of a reason for registers that no figure comes from: nothing is told of them."""
_OF_REGISTER = {
    **dict.fromkeys(("reminder_step", "unit_mail", "dictionary", "layout_profile", "document", *TEMPLATES), _NO_FIGURE),
    **dict.fromkeys(("wording", "sentence"), "wording"),
    **dict.fromkeys(("unit", "unit_event", "unit_alias"), "unit_event"),
    **dict.fromkeys(("rule", "rule_subject"), "rule"),
    **{name: name for name in ("received", "withdrawal", "correction", "override")},
}
_ABOUT_ALONE = {
    "target": ("target_id",),
    "correction": ("unit_id",),
    "override": ("unit_id",),
    "missing_bound": ("indicator_id",),
}
"""Register → what its lines are about alone. What others say of an indicator may decide whether a whole return counts."""
OF_FILES = ("return", "late_return", "revision")
"""Reasons of files that came."""


@dataclass(frozen=True, slots=True)
class Told:
    """One return that a receipt brought."""

    return_id: str
    period_id: str
    revision: int
    is_late: bool

    @property
    def reason(self) -> str:
        """Why a figure changes with it."""
        return "revision" if self.revision > 1 else "late_return" if self.is_late else "return"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that came: a return, a file that brought none, a line of a register, a day, a version of the code."""

    reason: str
    cause_id: str
    """Return ('TC03-2022H2-r1'), path, line of a register ('target.csv:7'), last day of a period, or version of the code."""
    change: str
    """added, changed or removed; a line that was removed is that of the state before."""
    about: str = ""
    """Of a line of a register what identifies it: 'T4 congress'."""
    period_id: str | None = None
    """Period that it is about, where it is about one alone."""
    target_id: str | None = None
    """Target, likewise."""
    unit_id: str | None = None
    """Of a decision about a return its unit."""
    indicator_id: str | None = None
    """Indicator of whose figures alone it tells, and of what is made of them."""
    from_on: str | None = None
    """Of a line of a register the first day of whose figures it may tell (ISO 8601); 9999-12-31: of none; None: of any."""


@dataclass(frozen=True)
class Step:
    """Causes that are applied together: of one reason, or of several where registers only load together."""

    causes: Sequence[Cause]
    known: Past
    """What the archive holds once they are applied."""

    @property
    def reason(self) -> str:
        """Their reason; of several 'unit_event+register', in their order."""
        return joined(cause.reason for cause in self.causes)


def joined(reasons: Iterable[str]) -> str:
    """Each of these reasons once, in their order."""
    return "+".join(dict.fromkeys(reasons))


def steps(archive: Path, begin: Past, end: Past, told: Mapping[int, Collection[Told]]) -> list[Step]:
    """What came between two releases, in the order of `REASONS`; the last step's state is that of the later one.

    Args:
        archive: what both were made from.
        begin: what the journals held at the earlier release.
        end: likewise at the later one.
        told: returns that each receipt brought, by its number.

    Raises:
        ArchiveError: a state of a register is missing.
    """
    files = _files(end.receipts[len(begin.receipts) :], told)
    registers = _registers(Archive(archive), begin.states, end.states)
    _enter_with_files(registers, files)
    _carry_along(registers, files)
    days = _days(Archive(archive), begin, end)
    found: list[Step] = []
    receipts, states = list(begin.receipts), list(begin.states)
    for reason in REASONS:
        new_files, (new_states, lines) = files.get(reason, []), registers.get(reason, ([], []))
        causes = [*(days if reason == "day" else []), *lines]
        causes += [cause for receipt in new_files for cause in _brought(receipt, told.get(receipt.receipt_id, ()), reason)]
        if causes:
            receipts, states = [*receipts, *new_files], [*states, *new_states]
            of_run = begin if reason == "wording" else end
            known = replace(of_run, receipts=_receipts(receipts), states=_states(states), publications=begin.publications)
            found.append(Step(causes, known))
    return found


def that_load(found: Sequence[Step], archive: Path) -> list[Step]:
    """These steps, each one after which the registers do not load joined with the next: they only load together."""
    kept: list[Step] = []
    waiting: list[Cause] = []
    for number, step in enumerate(found, 1):
        waiting += step.causes
        if number == len(found) or _load(step.known.states, Archive(archive)):
            kept.append(Step(waiting, step.known))
            waiting = []
    return kept


def between(folder: Path, earlier: int, later: int) -> tuple[Past, Past]:
    """What the journals of an archive held of which two releases were made, by their numbers.

    Raises:
        ArchiveError: a journal is damaged.
    """
    lines = Publications(folder).journal.read()
    receipts, states = Archive(folder).receipts(), RegisterArchive(folder).states()

    def held(number: int) -> Past:
        line = lines[number - 1]
        at, run_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (line.published_at, line.run_at))
        journaled = receipts[: line.receipt_count], states[: line.state_count]
        return Past(at, *journaled, line.freeze_count, lines[:number], run_at, line.reminder_count)

    return held(earlier), held(later)


def _files(new: Sequence[Receipt], told: Mapping[int, Collection[Told]]) -> dict[str, list[Receipt]]:
    """New receipts by reason; one that brought no return goes with those that did."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in new:
        reasons = {each.reason for each in told.get(receipt.receipt_id, ())}
        found[next((reason for reason in reversed(OF_FILES) if reason in reasons), "")].append(receipt)
    without = found.pop("", [])
    if without:
        found[next((reason for reason in OF_FILES if reason in found), OF_FILES[0])] += without
    return found


def _brought(receipt: Receipt, told: Collection[Told], reason: str) -> Iterator[Cause]:
    if not told:
        yield Cause(reason, receipt.path, "added")
    for each in told:
        yield Cause(reason, each.return_id, "added", receipt.path, each.period_id)


def _registers(archive: Archive, before: Sequence[State], after: Sequence[State]) -> dict[str, tuple[list[State], list[Cause]]]:
    """Registers that changed, by reason: their new states, and their lines that are new, changed or gone."""
    was, now = ({state.name: state for state in states} for states in (before, after))
    found: dict[str, tuple[list[State], list[Cause]]] = defaultdict(lambda: ([], []))
    for name, state in now.items():
        if name not in was or was[name].file_sha256 != state.file_sha256:
            reason = _OF_REGISTER.get(name, "register")
            states, causes = found[reason]
            states.append(state)
            causes += _lines(archive, reason, was.get(name), state)
    return found


def _enter_with_files(registers: dict[str, tuple[list[State], list[Cause]]], files: Mapping[str, list[Receipt]]) -> None:
    """Count what the book of incoming files says of new files alone with these, and not as another reason."""
    paths = {receipt.path for receipts in files.values() for receipt in receipts}
    states, lines = registers.get("received", ([], []))
    if states and all(line.change == "added" and line.about in paths for line in lines):
        del registers["received"]
        registers[next(reason for reason in OF_FILES if reason in files)] = states, []


def _carry_along(registers: dict[str, tuple[list[State], list[Cause]]], files: Mapping[str, list[Receipt]]) -> None:
    """Let registers that no figure comes from go with the first reason that there is."""
    states, _ = registers.pop(_NO_FIGURE, ([], []))
    first = next((reason for reason in REASONS if reason in registers or reason in files), None)
    if states and first:
        others, causes = registers.get(first, ([], []))
        registers[first] = [*others, *states], causes


def _lines(archive: Archive, reason: str, before: State | None, after: State) -> Iterator[Cause]:
    """Lines in which two states of a register differ; the register itself where they do not."""
    was, now = (_by_key(archive, state) if state else {} for state in (before, after))
    changes = [("changed" if key in was else "added", key) for key in now if was.get(key, (0, None))[1] != now[key][1]]
    changes += [("removed", key) for key in was if key not in now]
    needed = prerequisites([row for _, row in (*was.values(), *now.values())])
    for change, key in changes:
        line, row = now.get(key) or was[key]
        about = row.get("path") or " ".join(row[column] for column in KEYS[after.name] if column in row)
        alone = {column: row[column] or None for column in _ABOUT_ALONE.get(after.name, ()) if column in row}
        day = first_day(after.name, was.get(key, (0, None))[1], now.get(key, (0, None))[1], needed)
        from_on = day.isoformat() if day else None
        yield Cause(reason, f"{after.name}.csv:{line}", change, about, row.get("period_id"), **alone, from_on=from_on)
    if not changes:
        yield Cause(reason, file_of(after.name), "changed")


def _by_key(archive: Archive, state: State) -> dict[tuple[str, ...], tuple[int, Mapping[str, str]]]:
    """Lines of a state of a register by what identifies them, with their numbers; those of one key by their order."""
    found: dict[tuple[str, ...], tuple[int, Mapping[str, str]]] = {}
    if state.name not in KEYS:  # a file that has no lines
        return found
    for record in read_archived(state.name, archive.checked_path(state.file_sha256).read_bytes()).rows:
        row = {column: text for column, text in record.fields.items() if column != "line_number"}
        key = tuple(row.get(column, "") for column in KEYS[state.name]) if state.name != "received" else (*row.values(),)
        while key in found:
            key = (*key, "")
        found[key] = record.line, row
    return found


def _days(archive: Archive, begin: Past, end: Past) -> list[Cause]:
    """Periods that ended between the days of two runs: with the last one a target is over, and nothing more comes to be due."""
    last = {state.name: state for state in begin.states}
    (office,) = _by_key(archive, last["office"]).values()
    zone = ZoneInfo(office[1]["time_zone"])
    of_run = [(known.run_at or known.at).astimezone(zone).date() for known in (begin, end)]
    ends = {row["period_id"]: date.fromisoformat(row["ends_on"]) for _, row in _by_key(archive, last["period"]).values()}
    first, then = sorted(of_run)  # a clock may have been put back
    return [Cause("day", period_id, "added", period_id=period_id) for period_id, on in ends.items() if first <= on < then]


def _receipts(some: Iterable[Receipt]) -> list[Receipt]:
    """Some lines of a journal in their order there, numbered from 1 as those of a journal are."""
    kept = sorted(some, key=lambda line: line.receipt_id)
    return [replace(line, receipt_id=number) for number, line in enumerate(kept, 1)]


def _states(some: Iterable[State]) -> list[State]:
    """Likewise."""
    kept = sorted(some, key=lambda line: line.state_id)
    return [replace(line, state_id=number) for number, line in enumerate(kept, 1)]


def _load(states: Sequence[State], archive: Archive) -> bool:
    """Whether these registers load together."""
    spoken = words()
    with tempfile.TemporaryDirectory() as name:
        lay_registers(states, archive, Path(name))
        try:
            load_registers(Path(name), is_past=True)
        except RegisterError:
            return False
        finally:
            use(spoken)
    return True
