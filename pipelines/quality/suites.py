"""Great Expectations: the plans of one frame are one suite, validated once. The only module that imports it, and lazily."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.errors import RuleError
from pipelines.quality.plans import Plan

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult

_RESULT_FORMAT: dict[str, Any] = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
"""Every failing row by its number, and nothing more."""


@dataclass(frozen=True)
class Outcome:
    """What Great Expectations found out about one rule."""

    evaluated_count: int
    failed_rows: tuple[int, ...]
    """Rows of the frame, in order."""
    expectations: tuple[str, ...]
    """Expectations in Great Expectations' own names, e.g. 'expect_column_values_to_be_between'."""


def validate(frame: pd.DataFrame, name: str, plans: Sequence[Plan]) -> dict[str, Outcome]:
    """Evaluate every plan on its frame.

    Returns:
        Outcome by rule id, one for each plan.

    Raises:
        RuleError: an expectation raised an exception, or did not come back.
    """
    found: dict[str, list[ExpectationValidationResult]] = {plan.rule.rule_id: [] for plan in plans}
    for result in _run(frame, name, plans).results:
        config = result.expectation_config
        rule_id = str((config.meta or {}).get("rule_id")) if config else "None"
        _refuse_exception(rule_id, result)
        found[rule_id].append(result)
    for plan in plans:
        came_back = len(found[plan.rule.rule_id])
        if came_back != len(plan.checks) or not came_back:
            raise RuleError(
                f"{came_back} of {len(plan.checks)} expectations of {plan.rule.rule_id} were evaluated",
                where=f"rule.csv: {plan.rule.rule_id}",
                remedy="report it to the operator: a rule that is not evaluated must not pass",
            )
    return {rule_id: _outcome(results) for rule_id, results in found.items()}


def _run(frame: pd.DataFrame, name: str, plans: Sequence[Plan]) -> "ExpectationSuiteValidationResult":
    import great_expectations as gx  # here, since it costs seconds and 270 MB: only runs that evaluate rules pay it
    import great_expectations.expectations as catalogue
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )
    suite = gx.ExpectationSuite(
        name=name,
        expectations=[
            getattr(catalogue, check.expectation)(
                **check.arguments, meta={"rule_id": plan.rule.rule_id, "check": number}, description=plan.rule.reason
            )
            for plan in plans
            for number, check in enumerate(plan.checks)
        ],
    )
    asset = context.data_sources.add_pandas("quality").add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    return batch.validate(suite, result_format=_RESULT_FORMAT)


def _refuse_exception(rule_id: str, result: "ExpectationValidationResult") -> None:
    for message in _exceptions(result.exception_info or {}):
        raise RuleError(
            f"{rule_id} could not be evaluated: {message}",
            where=f"rule.csv: {rule_id}",
            remedy="compare the rule's columns with the tables it reads; correct the rule, or end it with valid_to_on",
        )


def _exceptions(info: Mapping[str, Any]) -> Iterator[str]:
    """Messages of exceptions; Great Expectations nests them by metric."""
    if info.get("raised_exception"):
        yield str(info.get("exception_message"))
    for nested in info.values():
        if isinstance(nested, Mapping):
            yield from _exceptions(nested)


def _outcome(results: "Sequence[ExpectationValidationResult]") -> Outcome:
    return Outcome(
        evaluated_count=max(result.result["element_count"] - result.result["missing_count"] for result in results),
        failed_rows=tuple(sorted({row for result in results for row in result.result["unexpected_index_list"]})),
        expectations=tuple(
            dict.fromkeys(str(result.expectation_config.type) for result in results if result.expectation_config)
        ),
    )
