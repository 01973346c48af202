"""What can be told of registers before `load_reference` reports all that is wrong with them."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.language.words import Words
from pipelines.reference.derived_rules import derived_rules
from pipelines.reference.lines import Lines
from pipelines.reference.rule_lines import Rule
from pipelines.reference.run import Office
from pipelines.reference.wording_links import check_words, words_in


def readable_rules(folder: Path) -> tuple[Rule, ...]:
    """Rules that can be read, faulty lines left out: enough to name the checks before `load_reference` reports every fault."""
    faults: list[str] = []
    rules = tuple(row for _, row in Lines.read(folder / "rule.csv", faults).rows if isinstance(row, Rule))
    tables, units = ([row for _, row in Lines.read(folder / f"{name}.csv", faults).rows] for name in ("form_table", "unit"))
    return (*rules, *derived_rules(rules, tables, units))


def readable_time_zone(folder: Path) -> ZoneInfo:
    """The office's time zone, UTC where its register cannot be read: enough to set a clock before the run reports the fault."""
    faults: list[str] = []
    offices = [row for _, row in Lines.read(folder / "office.csv", faults).rows if isinstance(row, Office)]
    return ZoneInfo(offices[0].time_zone if offices else "UTC")


def readable_words(folder: Path) -> Words:
    """The office's words, or the code's own where anything is wrong with them: enough to speak before the run reports it."""
    faults: list[str] = []
    read = {name: Lines.read(folder / f"{name}.csv", faults) for name in ("office", "wording", "sentence")}
    return Words() if faults or any(check_words(read)) else words_in(read)
