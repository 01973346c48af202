"""A world of a few units whose nights are the product's own steps (tests/steps.py), and what may happen to it."""

import csv
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import dagster as dg
import duckdb

from pipelines import as_of
from pipelines.errors import FreezeError, RegisterError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.publications import Publications
from pipelines.operations.freeze import freeze
from pipelines.reference import load_reference
from pipelines.reference.run import INSTANT
from tests.sample.scale import write_registers
from tests.soak.revised import change_figures
from tests.steps import run

PERIODS = ("2020H2", "2021H1", "2021H2", "2022H1")
"""Three that are over, so that outlooks have something to stand on, and one that targets still run through."""
UNITS = 3
"""Grassroots units; with them the bloc's own ones report."""
FIRST = datetime(2022, 1, 3, 19, tzinfo=UTC)
"""Instant of the first night: the last period has begun, and returns of the third are not all due."""
DECIDED_ON = "2022-01-02"


def run_again(folders: Folders, wanted: dg.AssetSelection) -> None:
    """In place of `as_of.run_again`."""
    run(folders, frozenset({"reports", "operations"} | ({"marts", "warehouse"} if wanted is as_of.FIGURES else set())))


class World:
    """An installation, and what happens to it."""

    def __init__(self, root: Path) -> None:
        self.folders = Folders(root)
        self.day = 0
        self.stood = root.with_suffix(".stood")
        """The registers as the last night loaded them."""

    @classmethod
    def begun(cls, root: Path) -> "World":
        """One whose units sent their returns of two periods and one of the third, before any night."""
        shipped = PROJECT / "raw" / "reference"
        world = cls(root)
        write_registers(load_reference(shipped), shipped, world.folders.reference, UNITS, len(PERIODS))
        for unit_id in world.units():
            for period_id in PERIODS[:2]:
                world.send(unit_id, period_id)
        world.send(next(unit_id for unit_id in world.units() if unit_id.startswith("TC")), PERIODS[2])
        return world

    def units(self) -> list[str]:
        return sorted({line["unit_id"] for line in self.lines("unit")})

    def night(self, crash_at: int | None = None) -> None:
        """A night; a register that is refused is put back by the steward as it stood, and the night run again."""
        os.environ[INSTANT] = (FIRST + timedelta(days=self.day)).isoformat()
        try:
            run(self.folders, crash_at=crash_at)
        except RegisterError:
            shutil.rmtree(self.folders.reference)
            shutil.copytree(self.stood, self.folders.reference)
            run(self.folders)
        shutil.rmtree(self.stood, ignore_errors=True)
        shutil.copytree(self.folders.reference, self.stood)

    def lines(self, register: str) -> list[dict[str, str]]:
        path = self.folders.reference / f"{register}.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, register: str, lines: list[dict[str, str]]) -> None:
        with (PROJECT / "raw" / "reference" / f"{register}.csv").open(encoding="utf-8", newline="") as file:
            names = next(csv.reader(file))
        with (self.folders.reference / f"{register}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]) if register == "unit" else names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published file."""
        with duckdb.connect(str(self.folders.warehouse / "analytics.duckdb"), read_only=True) as db:
            return db.execute(sql).fetchall()

    def send(self, unit_id: str, period_id: str) -> bool:
        """A unit's return of the sample comes, where there is one."""
        target = self.folders.returns / period_id / f"{unit_id}_{period_id}.xlsx"
        shipped = PROJECT / "raw" / "returns" / period_id / target.name
        if target.exists() or not shipped.is_file():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped, target)
        return True

    def arrives(self, dice: Random) -> None:
        """Some returns of a later period come."""
        for unit_id in dice.sample(self.units(), 4):
            self.send(unit_id, dice.choice(PERIODS[2:]))

    def revises(self, dice: Random) -> None:
        """A return comes again with other figures, which may break a rule, or with blanks."""
        path = dice.choice(sorted(self.folders.returns.glob("*/*.xlsx")))
        change_figures(path, 2, lambda figure: dice.choice([None, figure + 1, 10 * figure]), dice)

    def is_no_return(self, dice: Random) -> None:
        (self.folders.returns / f"rác {dice.randrange(9)}.xlsx").write_bytes(dice.randbytes(99))

    def is_corrected(self, dice: Random) -> None:
        told = self.query(
            "select entry.unit_id, entry.period_id, line.indicator_id, entry.received from raw.entry as entry "
            "join reference.form_line as line using (form_id, line_code) "
            "where entry.state = 'value' and entry.code is null and line.formula is null order by all"
        )
        unit_id, period_id, indicator_id, received = dice.choice(told)
        said = {"unit_id": unit_id, "period_id": period_id, "indicator_id": indicator_id, "received": received}
        decided = {"corrected": str(dice.randrange(60)), "reason_vi": "Báo lại", "agreed_by": "Đơn vị", "agreed_on": DECIDED_ON}
        others = [line for line in self.lines("correction") if any(line[name] != text for name, text in said.items())]
        self.write("correction", [*others, said | decided])

    def is_withdrawn(self, dice: Random) -> None:
        (content,) = dice.choice(self.query("select distinct file_sha256 from raw.receipt order by all"))
        decided = {"reason_vi": "Gửi nhầm", "withdrawn_by": "Văn phòng", "withdrawn_on": DECIDED_ON}
        others = [line for line in self.lines("withdrawal") if line["file_sha256"] != content]
        self.write("withdrawal", [*others, {"file_sha256": content} | decided])

    def is_no_longer_decided(self, dice: Random) -> None:
        """Lines of a register of decisions go."""
        register = dice.choice(["correction", "withdrawal", "received"])
        self.write(register, self.lines(register)[1:])

    def is_booked(self, dice: Random) -> None:
        """The book of incoming files tells when one came."""
        path = dice.choice(sorted(self.folders.returns.glob("*/*.xlsx")))
        name = str(path.relative_to(self.folders.returns))
        lines = [line for line in self.lines("received") if line["path"] != name]
        self.write("received", [*lines, {"path": name, "received_at": f"2021-{dice.randint(1, 12):02}-01 08:00"}])

    def edits(self, dice: Random) -> None:
        """The steward changes a target, what a missing figure may be, or a rule."""
        register, column = dice.choice([("target", "target_value"), ("rule", "severity"), ("indicator", "label_vi")])
        lines = self.lines(register)
        if register == "rule":
            lines = [line | ({"severity": "warning"} if line["rule_id"] == "PRT-01" else {}) for line in lines]
        else:
            changed = dice.choice([line for line in lines if line[column]])
            changed[column] = changed[column] + " khác" if register == "indicator" else str(dice.randint(1, 99))
        self.write(register, lines)

    def is_another_unit(self, dice: Random) -> None:
        """A unit is renamed, moves to another sector, is split with shares or without, or goes up in another one."""
        kind = dice.choice(["renamed", "moved", "split", "dissolved"])
        units, events = self.lines("unit"), self.lines("unit_event")
        lasting = [unit for unit in units if unit["unit_id"].startswith("TC") and not unit["valid_to_on"]]
        if len(lasting) < 2:
            return
        one, other = dice.sample(lasting, 2)
        day, before = (("2021-01-01", "2020-12-31"), ("2022-01-01", "2021-12-31"))[
            one["valid_from_on"] > "2020" or dice.random() > 0.5
        ]
        if one["valid_from_on"] >= day or other["valid_from_on"] > day:
            return
        goes_on = one | {"valid_from_on": day}
        one["valid_to_on"] = before
        named = {"event_id": f"e{len(events)}", "kind": kind, "happened_on": day, "from_id": one["unit_id"]}
        into = [one["unit_id"]]
        if kind == "renamed":
            units.append(goes_on | {"name_vi": f"{one['name_vi']} mới"})
        elif kind == "moved":
            units.append(goes_on | {"sector": dice.choice(["public_service", "enterprise"])})
        elif kind == "split":
            new = f"TC9{len(events)}"
            units += [goes_on, goes_on | {"unit_id": new, "name_vi": f"Đảng bộ cơ sở mẫu số 9{len(events)}"}]
            into.append(new)
        else:
            into = [other["unit_id"]]
        shares = dice.choice([("60", "40"), ("", "")]) if kind == "split" else ("", "")
        events += [named | {"to_id": unit_id, "share_pct": share} for unit_id, share in zip(into, shares, strict=False)]
        self.write("unit", units)
        self.write("unit_event", events)

    def is_frozen(self, dice: Random) -> None:
        """The last release is kept for ever, unless registers were changed since."""
        cutoffs = self.query("select distinct cutoff_period_id from marts.target_evaluation order by all")
        with suppress(FreezeError):
            freeze(self.folders, f"Sơ kết {self.day}", str(dice.choice(cutoffs)[0]), datetime.now(UTC))

    def is_lost(self, dice: Random) -> None:
        """The warehouse is gone, as a whole or but for its releases; it may be gone already."""
        kept = self.folders.warehouse / "releases"
        if dice.random() < 0.5 and kept.is_dir():
            (self.folders.warehouse / "build.duckdb").unlink(missing_ok=True)
        elif self.folders.warehouse.is_dir():
            shutil.rmtree(self.folders.warehouse)

    def forget_publication(self) -> None:
        """The last line of the journal of publications was not written any more."""
        journal = Publications(self.folders.archive).journal.path
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))

    def happens(self, what: str, dice: Random) -> None:
        """One of `EVENTS`; what asks the published file is passed over while there is none."""
        if what not in ASKING or (self.folders.warehouse / "analytics.duckdb").is_file():
            getattr(self, what)(dice)


ASKING = ("is_corrected", "is_withdrawn", "is_frozen")
EVENTS = (
    *("arrives", "revises", "is_no_return", "is_corrected", "is_withdrawn", "is_no_longer_decided", "is_booked", "edits"),
    *("is_another_unit", "is_frozen", "is_lost"),
)
