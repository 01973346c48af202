"""What an evaluation document says, as the template takes it: texts, and tables of texts."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipelines.language.notation import format_count, format_day, format_instant, format_number
from pipelines.language.words import label, labels, say
from pipelines.reference import Reference
from pipelines.reports.document_head import head
from pipelines.reports.document_limits import limits, rounding, units
from pipelines.reports.document_words import Brackets, Figures, Notes, capital, uncapital, whole_line
from pipelines.reports.evaluated import Evaluated, Row
from pipelines.reports.evaluation import by_version

_REACHED = ("exceeded", "met")


def document_content(reference: Reference, found: Evaluated, notes: Notes) -> dict[str, Any]:
    """Everything that the template may name; what cannot be said is empty, and its section is left out.

    Args:
        reference: the registers.
        found: what the release holds of the evaluation.
        notes: gets the footnotes, whose marks stand in the texts.
    """
    say_it = _Content(reference, found, notes)
    return {
        "head": head(reference, found),
        "intro": say_it.intro(),
        "summary": say_it.summary(),
        "groups": say_it.groups(),
        "fields": list(say_it.fields()),
        "years": say_it.years(),
        "before": say_it.before(),
        "before_vi": found.before_vi,
        "before_note": say_it.before_note(),
        "pace": list(say_it.pace()),
        "outlook": say_it.outlook(),
        "ahead": say_it.ahead(),
        "printed": say_it.printed(),
        "limits": list(limits(found)),
        "units": units(found),
        "rounding": list(rounding()),
    }


class _Content:
    def __init__(self, reference: Reference, found: Evaluated, notes: Notes) -> None:
        self.reference, self.found, self.notes = reference, found, notes
        self.figures = Figures(reference)
        self.period_vi = found.cutoff.period.label_vi

    def intro(self) -> str:
        return say(
            "This report is made from the figures that the units sent up to the end of {period} ({day}), of release {release}, "
            "published {at}.",
            period=self.period_vi,
            day=format_day(self.found.last_on),
            release=self.found.release_id,
            at=format_instant(self.found.released_at),
        )

    def summary(self) -> str:
        """'Đến hết …, 10/11 chỉ tiêu đạt và vượt (07 chỉ tiêu vượt, 03 chỉ tiêu đạt); 01 chỉ tiêu chưa đạt.', by version."""
        told = [(version, _counted([row["verdict"] for row in rows])) for version, rows in by_version(self.found.targets)]
        texts = [f"{version}: {counted}" if len(told) > 1 else counted for version, counted in told]
        return say("By the end of {period}, {told}.", period=self.period_vi, told=uncapital(". ".join(texts))) if texts else ""

    def groups(self) -> list[dict[str, Any]]:
        """Targets by version: a table, and how each verdict comes about."""
        return [
            {"title": version, "rows": [self._target(row) for row in rows], "reasons": [self._reason(row) for row in rows]}
            for version, rows in by_version(self.found.targets)
        ]

    def _target(self, row: Row) -> dict[str, str]:
        due = self.figures.words.due(row) if row["kind"] != "every_year" and row["expected_vi"] != row["target_vi"] else ""
        years = say("best year: {years}", years=row["result_years"]) if row["kind"] == "once" else ""
        years = years or say("worst year: {years}", years=row["result_years"])
        below = [years] if row["result_years"] else []
        below += [say("may be {bounds}", bounds=self.figures.cell(row["bounds_vi"]))] if row["bounds_vi"] else []
        aim = [self.figures.cell(row["target_vi"])]
        aim += [say("by then {due}", due=self.figures.cell(due))] if due and row["expected_vi"] else []
        return {
            "id": row["target_id"],
            "label": whole_line(row["label_vi"]),
            "aim": "\n".join(aim),
            "result": "\n".join([self.figures.cell(row["result_vi"]), *(f"({text})" for text in below)]),
            "verdict": row["verdict_vi"],
        }

    def _reason(self, row: Row) -> str:
        reason = f"{row['target_id']}: {self.figures.counted(row['sentence_vi'])}"
        if wanted := self.found.decisive.get(row["target_version_id"]):
            named = "; ".join(f"{one['unit_name_vi']} ({one['period_vi']})" for one in wanted)
            more = wanted[0]["return_count"] - len(wanted)
            named += f"; {say('{count} more', count=more)}" if more else ""
            reason += f" {say('It would be decided by:')} {named}."
        return reason

    def fields(self) -> Iterator[dict[str, Any]]:
        """Figures by field of work, in the order of such reports; what stands in footnotes there does so here."""
        told = [row for row in self.found.figures if not self._is_of_a_target(row)]
        for clause, rows in groupby(told, lambda row: row["section"].split(" ")[0]):
            lines: list[str] = []
            of_clause = list(rows)
            for is_note, together in groupby(of_clause, lambda row: " " in row["section"]):
                own = Brackets() if is_note and lines else self.notes
                texts = [f"{row['label_vi']}: {said}" for row in together if (said := self.figures.printed(row, own))]
                if own is self.notes:
                    lines += texts
                elif texts:
                    lines[-1] += self.notes.mark(f"{'; '.join(texts)}.")
            if lines:
                ended = [*(f"{line};" for line in lines[:-1]), f"{lines[-1]}."]
                yield {"title": of_clause[0]["domain_vi"], "clause": clause, "lines": ended}

    def _is_of_a_target(self, row: Row) -> bool:
        return any(target.indicator_id == row["indicator_id"] for target in self.reference.target)

    def years(self) -> dict[str, Any] | None:
        """What each target's indicator came to, year by year."""
        known = sorted({(row["year"], row["year_vi"]) for rows in self.found.years.values() for row in rows})
        if not known:
            return None
        heads = []
        for year, year_vi in known:
            ends = [
                self.reference.periods[name].ends_on
                for name, of_year in self.reference.years.items()
                if of_year == year and self.reference.periods[name].ends_on > self.found.last_on
            ]
            whole = label("said", "year").replace("{year}", str(year))
            told = year_vi if year_vi != whole else say("up to the end of {period}", period=self.period_vi) if ends else ""
            heads.append(f"{year}{self.notes.mark(told)}")
        rows, has_gaps = [], False
        for of_it in self.found.years.values():
            first, by_year = of_it[0], {row["year"]: row for row in of_it}
            cells = [self._year(by_year.get(year)) for year, _ in known]
            has_gaps |= any("*" in cell for cell in cells)
            is_counted = first["unit_of_measure"] not in ("percent", "rating")
            unit = f" ({first['unit_of_measure_vi']})" if is_counted else ""
            rows.append({"label": f"{first['indicator_vi']}{unit}", "cells": cells})
        gaps = say("* Not all figures of that year are known.") if has_gaps else ""
        return {"heads": heads, "rows": rows, "gaps": gaps, "short": self.figures.abbreviations()}

    def _year(self, row: Row | None) -> str:
        if row is None:
            return "—"
        return self.figures.in_a_year(row) + ("*" if row["known_count"] < row["due_count"] else "")

    def before(self) -> list[dict[str, str]]:
        """Result and verdict at the evaluation before, beside those of now."""
        earlier = {row["target_version_id"]: row for row in self.found.before}
        again = {row["target_version_id"]: row for row in self.found.before_again}

        def told(row: Row, column: str) -> str:
            then, now = (self.figures.cell(rows.get(row["target_version_id"], {}).get(column)) for rows in (earlier, again))
            return then if then == now or not self.found.frozen else f"{then}\n({say('now: {text}', text=now)})"

        return [
            {
                "id": row["target_id"],
                "label": whole_line(row["label_vi"]),
                "result_before": told(row, "result_vi"),
                "verdict_before": told(row, "verdict_vi"),
                "result": self.figures.cell(row["result_vi"]),
                "verdict": row["verdict_vi"],
            }
            for row in self.found.targets
            if row["target_version_id"] in earlier
        ]

    def before_note(self) -> str:
        """Of which release the evaluation before is, where it was frozen."""
        if not self.found.frozen or not self.found.before:
            return ""
        return say(
            "The evaluation before is as it was frozen ('{label}', release {release}); what this release works out otherwise "
            "stands in brackets.",
            label=self.found.frozen["frozen_label"],
            release=self.found.frozen["release_id"],
        )

    def pace(self) -> Iterator[str]:
        """What totals still lack, and how much a period brought and must bring from now on."""
        has_versions = len({row["version"] for row in self.found.targets}) > 1
        for row in self.found.targets:
            if row["remaining_value"] is None:
                continue
            known, aim = self.figures.counted(row["result_vi"]), self.figures.counted(row["target_vi"])
            left, name = self.figures.measure(row, "remaining_value"), f"{row['target_id']}, {uncapital(row['label_vi'])}"
            if has_versions:
                name += f" ({uncapital(row['version_vi'])})"
            if row["remaining_value"] <= 0:
                yield say("{target}: {known}, so all that was asked for ({aim}) is reached.", target=name, known=known, aim=aim)
            elif row["result_value"] == 0 and not row["bounds_vi"] and row["needed_value"] is not None:
                yield say(
                    "{target}: no {unit} yet of {aim}; {needed} needed in each period that is left.",
                    target=name,
                    unit=row["unit_of_measure_vi"],
                    aim=aim,
                    needed=self._mean(row, "needed_value"),
                )
            elif row["needed_value"] is None:
                yield say(
                    "{target}: {known}, {left} short of what was asked for ({aim}).",
                    target=name,
                    known=known,
                    left=left,
                    aim=aim,
                )
            else:
                yield say(
                    "{target}: {known} so far, {left} of {aim} still to come; {pace} in each period so far, {needed} needed in "
                    "each that is left.",
                    target=name,
                    known=known,
                    left=left,
                    aim=aim,
                    pace=self._mean(row, "pace_value"),
                    needed=self._mean(row, "needed_value"),
                )

    def _mean(self, row: Row, column: str) -> str:
        return f"{format_number(row[column], 2)}\u00a0{row['unit_of_measure_vi']}"

    def outlook(self) -> list[dict[str, str]]:
        """What the rest of targets' time may bring, if the units go on as they did."""
        return [
            {
                "id": row["target_id"],
                "label": whole_line(row["label_vi"]),
                "aim": self.figures.cell(row["target_vi"]),
                "result": self.figures.cell(row["result_vi"]),
                "likely": self.figures.cell(self.figures.words.between(row) or self.figures.measure(row, "middle_value")),
                "chance": f"{row['met_pct']}\u00a0%",
            }
            for row in self.found.outlook
        ]

    def ahead(self) -> list[dict[str, str]]:
        """Targets for the rest of the term."""
        return [
            {
                "id": row["target_id"],
                "label": whole_line(row["label_vi"]),
                "aim": self.figures.cell(row["target_vi"]),
                "kind": capital(row["kind_vi"]),
            }
            for row in self.found.ahead
        ]

    def printed(self) -> list[dict[str, str]]:
        """What the report that was handed in says beside what the figures come to, where both are known."""
        return [
            {
                "section": row["section"].split(" ")[0],
                "label": row["label_vi"],
                "printed": row["printed_vi"].replace(" %", "\u00a0%"),
                "computed": self.figures.cell(self.figures.words.between(row) or row["figure_vi"]),
            }
            for row in self.found.figures
            if row["printed_vi"] and row["figure_vi"]
        ]


def _counted(verdicts: list[str]) -> str:
    """How many targets are met or exceeded, in brackets how many of each, and behind them the others by verdict."""
    counts = Counter(verdicts)
    parts = {
        code: say("{count} target(s): {verdict}", count=format_count(counts[code]), verdict=uncapital(label("verdict", code)))
        for code in labels("verdict")
        if counts[code]
    }
    reached = sum(counts[code] for code in _REACHED)
    told = say("{reached}/{all} targets are met or exceeded", reached=reached, all=len(verdicts))
    within = ", ".join(part for code, part in parts.items() if code in _REACHED)
    others = [part for code, part in parts.items() if code not in _REACHED]
    return "; ".join([f"{told} ({within})" if within else told, *others])
