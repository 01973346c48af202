"""Of the figures of the clean sample, each corrupted as a clerk would, the rules find at least the share below.

Cells are drawn evenly from all that the units filled in, and of the mistakes possible in a cell each is as likely. What is
missed counts as missed, also where nobody could find it. `pytest -s tests/mutation` prints the shares by mistake, form and
rule, of 100 figures; with `-m soak`, of 500.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random

import pytest

from pipelines.folders import PROJECT
from pipelines.reference import load_reference
from tests.conftest import Installation
from tests.mutation.rounds import COPIES, Bloc, Mutation

SEED = 165
PER_ROUND = 50
FLOOR = 0.92
"""Share that must be found. What remains is a small count that stays plausible (1 in place of 2 models), and a rating one
level off: it is the decision of a committee above the unit, follows from no figure, and any level but the best after discipline
is lawful (132-QĐ/TW, 124-QĐ/TW); only the list of that committee, which no return holds, could contradict it."""
FLOOR_OF_COPIES = 0.85
"""Share of returns copied whole that must be found as copies. A party cell counts hardly anything, and a department has a form
of its own: there a copy tells itself in the stocks, if at all."""
COPIED = "COP-01"
OF_THE_REPORT = {"REC-01", "RTO-40", "PER-01"}
"""What contradicts itself in the report: who counts the admitted youth, and 1.5 million trees by a few thousand people."""


@pytest.fixture(scope="module")
def bloc(sample: Installation) -> Bloc:
    return Bloc(str(sample.root / "warehouse" / "analytics.duckdb"), load_reference(PROJECT / "raw" / "reference"))


def test_the_clean_sample_has_no_finding_but_what_the_report_itself_contradicts(bloc: Bloc) -> None:
    assert {rule_id for rule_id, *_ in bloc.clean} == OF_THE_REPORT


@pytest.mark.soak
def test_without_a_mistake_validating_here_finds_what_the_night_found(bloc: Bloc) -> None:
    """Anything more would count as found in every mutation of its unit."""
    assert bloc.found({}) == bloc.clean


@pytest.mark.parametrize("rounds", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_most_corrupted_figures_are_found(rounds: int, bloc: Bloc) -> None:
    rng = Random(SEED)
    mutations = [mutation for _ in range(rounds) for mutation in bloc.round(rng, PER_ROUND)]
    found = [mutation for mutation in mutations if mutation.found_by]
    print(report(mutations))
    assert len(mutations) == rounds * PER_ROUND
    assert len(found) / len(mutations) >= FLOOR, report(mutations)


@pytest.mark.parametrize("rounds", [1, pytest.param(4, marks=pytest.mark.soak)])
def test_most_returns_that_are_copied_whole_are_found_as_copies(rounds: int, bloc: Bloc) -> None:
    rng = Random(SEED)
    mutations = [mutation for _ in range(rounds) for mutation in bloc.copies(rng, PER_ROUND)]
    assert len(mutations) == rounds * PER_ROUND
    for kinds in (COPIES, *([kind] for kind in COPIES if rounds > 1)):  # of few, a share of each kind would tell little
        alike = [mutation for mutation in mutations if mutation.kind in kinds]
        missed = sorted(mutation.cell.unit_id for mutation in alike if COPIED not in mutation.found_by)
        assert 1 - len(missed) / len(alike) >= FLOOR_OF_COPIES, (kinds, missed)


def report(mutations: Iterable[Mutation]) -> str:
    """Share found in all, by kind of mistake and by form; how many each rule found; what was missed."""
    listed = list(mutations)
    numbers = [mutation for mutation in listed if mutation.kind not in ("blank", "text")]
    lines = [f"found {_share(listed)}", f"found where another figure took the place {_share(numbers)}"]
    by_kind: dict[str, list[Mutation]] = defaultdict(list)
    by_form: dict[str, list[Mutation]] = defaultdict(list)
    for mutation in listed:
        by_kind[f"kind {mutation.kind:26}"].append(mutation)
        by_form[f"form {mutation.cell.form_id:26}"].append(mutation)
    lines += [f"{group} {_share(alike)}" for groups in (by_kind, by_form) for group, alike in sorted(groups.items())]
    by_rule = Counter(rule_id for mutation in listed for rule_id in mutation.found_by)
    lines += [f"rule {rule_id:8} {count:4}" for rule_id, count in sorted(by_rule.items(), key=lambda pair: -pair[1])]
    missed = Counter(f"{m.cell.indicator_id} {m.kind}" for m in listed if not m.found_by)
    lines += [f"missed {what:75} {count:3}" for what, count in sorted(missed.items())]
    return "\n".join(lines)


def _share(mutations: list[Mutation]) -> str:
    found = sum(bool(mutation.found_by) for mutation in mutations)
    return f"{found:4} of {len(mutations):4} ({found / len(mutations):.0%})"
