"""The rules as asset checks: few of them, each telling which of its rules failed, and only blocking rules stop the release."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import dagster as dg
import pytest

from pipelines.assets.rule_checks import SAMPLE, Findings, check_name, check_results, check_specs
from pipelines.quality.validation import RuleResult
from pipelines.reference import Rule
from tests.unit.quality_tables import reference, rule

TABLE = "quality.finding"
CHECKS_AT_MOST = 40
ADDRESSES: defaultdict[str, str] = defaultdict(lambda: "http://127.0.0.1:3001/data_docs/return.html#X")


def outcome(of: Rule, judged: int, failed: int) -> RuleResult:
    state: Literal["passed", "failed", "no case"] = "failed" if failed else "passed" if judged else "no case"
    return RuleResult(of.rule_id, of.kind, of.severity, of.is_blocking, judged, failed, state, state == "passed")


def found(rule_id: str, **where: str) -> dict[str, Any]:
    places = dict.fromkeys(("return_id", "path", "period_id", "sheet_name", "address"))
    return {"rule_id": rule_id, "message_vi": "Không đọc được số liệu 'a|b\nc'", **places, **where}


def results(*outcomes: RuleResult, findings: Findings | None = None) -> dict[str, dg.AssetCheckResult]:
    told = check_results(outcomes, findings or {}, TABLE, ADDRESSES)
    return {str(result.check_name): result for result in told}


def lines(result: dg.AssetCheckResult, name: str) -> list[str]:
    return str(result.metadata[name].value).splitlines()


def test_many_rules_are_few_checks_and_each_rule_stands_in_exactly_one() -> None:
    rules = reference().rule
    specs = list(check_specs(rules, TABLE))
    assert len({spec.name for spec in specs}) == len(specs) <= CHECKS_AT_MOST < len(rules)
    for of in rules:
        holders = [spec.name for spec in specs if f"| {of.rule_id} |" in str(spec.metadata["rules"].value)]
        assert holders == [check_name(of)]


def test_a_check_blocks_exactly_when_every_one_of_its_rules_does() -> None:
    blocking = replace_rule(rule("SUM-02"), is_blocking=True)
    specs = {spec.name: spec for spec in check_specs([*reference().rule, blocking], TABLE)}
    assert {name for name, spec in specs.items() if spec.blocking} == {
        "sum_of_parts_error_blocking",
        "unique_key_error_blocking",
    }
    assert "| SUM-02 |" in str(specs["sum_of_parts_error_blocking"].metadata["rules"].value)
    # What stops the release is a check of what that waits for; all others stand at the cases of their kind.
    assert specs["sum_of_parts_error_blocking"].asset_key.path == ["quality", "finding"]
    assert specs["sum_of_parts_error"].asset_key.path == ["quality", "case_sum_of_parts"]


def replace_rule(of: Rule, **changes: object) -> Rule:
    return of.model_copy(update=changes)


def test_a_check_names_the_rules_that_failed_first_and_links_each_to_its_place_in_the_data_docs() -> None:
    told = results(outcome(rule("SUM-01"), 57, 0), outcome(rule("SUM-02"), 57, 3), outcome(rule("SUM-03"), 0, 0))
    (only,) = told.values()
    assert not only.passed
    assert only.description == "Failed: SUM-02 (3 of 57). Passed: 1 rule(s). No case: SUM-03."
    address = ADDRESSES["SUM-01"]
    assert lines(only, "rules")[2:] == [
        f"| [SUM-02]({address}) | failed | 57 | 3 |",
        f"| [SUM-01]({address}) | passed | 57 | 0 |",
        f"| [SUM-03]({address}) | no case | 0 | 0 |",
    ]
    assert (only.metadata["judged"].value, only.metadata["failed"].value) == (114, 3)


def test_rules_of_one_kind_and_different_severities_do_not_hide_one_another() -> None:
    told = results(outcome(rule("PRT-01"), 57, 1), outcome(replace_rule(rule("PRT-02"), severity="warning"), 57, 0))
    assert {name: result.passed for name, result in told.items()} == {
        "part_of_whole_error": False,
        "part_of_whole_warning": True,
    }


def test_a_check_whose_rules_judged_no_case_has_not_passed() -> None:
    assert results(outcome(rule("SUM-01"), 0, 0), outcome(rule("SUM-02"), 0, 0)) == {}


@pytest.mark.parametrize("judged", [0, 1])
def test_a_fault_of_a_rule_without_a_count_of_cases_still_fails(judged: int) -> None:
    (only,) = results(outcome(rule("READ-01"), judged, 1)).values()
    assert not only.passed


def test_a_check_shows_a_few_findings_of_each_failed_rule_as_a_markdown_table() -> None:
    findings = {
        "READ-06": [
            found("READ-06", return_id=f"TC0{number}-2021H2-r1", sheet_name="01-TCĐ", address="D12")
            for number in range(1, 1 + SAMPLE)
        ],
        "READ-01": [found("READ-01", path="2021H2/hỏng.xlsx")],
        "READ-02": [found("READ-02", path="of no rule that failed here")],
    }
    (only,) = results(outcome(rule("READ-01"), 57, 1), outcome(rule("READ-06"), 57, 7), findings=findings).values()
    shown = lines(only, "findings")
    assert shown[0] == "| Quy tắc | Phiếu, tệp hoặc kỳ | Ô | Nội dung |"
    assert len(shown) == 2 + 1 + 5
    assert shown[2].startswith("| READ-01 | 2021H2/hỏng.xlsx |  | ")
    assert shown[3].startswith("| READ-06 | TC01-2021H2-r1 | 01-TCĐ!D12 | ")
    assert "a\\|b c" in shown[3]


def is_released(rules: Sequence[Rule], outcomes: Sequence[RuleResult]) -> bool:
    """Run an asset with these checks, and a release that waits for it; tell whether it came out."""

    specs = list(check_specs(rules, TABLE))
    keys = sorted({dg.AssetKey(TABLE.split(".")), *(spec.asset_key for spec in specs)})

    @dg.multi_asset(specs=[dg.AssetSpec(key) for key in keys], check_specs=specs, can_subset=True)
    def finding() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        yield from (dg.MaterializeResult(key) for key in keys)
        yield from check_results(outcomes, {}, TABLE, ADDRESSES)

    @dg.asset(deps=[TABLE.split(".")])
    def release() -> None:
        """What must not come out."""

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([finding, release], instance=instance, raise_on_error=False)
        return bool(result.asset_materializations_for_node("release"))


def test_exactly_a_broken_blocking_rule_stops_what_comes_after() -> None:
    rules = [of for of in reference().rule if of.kind in ("unique_key", "sum_of_parts")]
    keys = [of for of in rules if of.is_blocking]
    sums = [of for of in rules if not of.is_blocking]
    assert keys
    assert sums
    clean = [outcome(of, 57, 0) for of in keys]
    broken = [outcome(keys[0], 57, 1), *clean[1:]]
    assert is_released(rules, [*clean, *(outcome(of, 57, 0) for of in sums)])
    assert is_released(rules, [*clean, *(outcome(of, 57, 57) for of in sums)])
    assert is_released(rules, [*clean, *(outcome(of, 0, 0) for of in sums)])
    assert not is_released(rules, [*broken, *(outcome(of, 57, 0) for of in sums)])
