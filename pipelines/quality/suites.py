"""Great Expectations: one suite per kind of rule, on the table of its cases. The only module that imports it."""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.errors import RuleError
from pipelines.reference.kinds import Expectation

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.render.view.view import DefaultJinjaComponentView

_RESULT_FORMAT: dict[str, Any] = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
"""Every failing row by its number, and nothing more."""
SAMPLED_VALUES = 10
"""How many failing values of an expectation Great Expectations is to show."""


@dataclass(frozen=True)
class SuiteResult:
    """What Great Expectations found out about the cases of one kind."""

    failed_rows: tuple[int, ...]
    """Cases that fail an expectation, by their place, in order."""
    rendered: str
    """HTML table in English: status, expectation with a sample of failing values, share that failed."""


class GreatExpectations:
    """The engine, for as many validations as there are. Making it imports Great Expectations, which takes seconds."""

    def __init__(self) -> None:
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(),
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
            ),
        )
        # One asset for every kind: each that is added has Great Expectations write the settings of all.
        cases = self._context.data_sources.add_pandas("quality").add_dataframe_asset("cases")
        self._cases = cases.add_batch_definition_whole_dataframe("whole")

    def validate(self, kind: str, frame: pd.DataFrame, expectations: Sequence[Expectation]) -> SuiteResult:
        """Hold the expectations of a kind on its cases.

        Args:
            kind: kind of rule.
            frame: its cases, numbered from 0, with the columns that the expectations look at; none is null.
            expectations: what is expected of them; at least one.

        Raises:
            RuleError: an expectation does not exist, raised an exception, or did not come back.
        """
        import great_expectations as gx
        import great_expectations.expectations as catalogue

        unknown = [expected.name for expected in expectations if not hasattr(catalogue, expected.name)]
        if unknown:
            raise _fault(kind, f"Great Expectations has no {unknown[0]}")
        asked = [getattr(catalogue, expected.name)(**expected.arguments) for expected in expectations]
        batch = self._cases.get_batch({"dataframe": frame})
        results = batch.validate(gx.ExpectationSuite(name=kind, expectations=asked), result_format=_RESULT_FORMAT).results
        for result in results:
            for message in _exceptions(result.exception_info or {}):
                raise _fault(kind, f"the rules of kind '{kind}' could not be judged: {message}")
        if len(results) != len(expectations) or not expectations:
            raise _fault(kind, f"{len(results)} of {len(expectations)} expectations of kind '{kind}' were judged")
        failed = {row for result in results for row in result.result["unexpected_index_list"]}
        return SuiteResult(tuple(sorted(failed)), _rendered(kind, results))


def _fault(kind: str, what: str) -> RuleError:
    return RuleError(
        what,
        where=f"quality.case_{kind}",
        remedy=f"compare the columns of sql/quality/case_{kind}.sql with the expectations of the kind: "
        "a rule that is not judged must not pass",
    )


def _rendered(kind: str, results: Sequence["ExpectationValidationResult"]) -> str:
    """HTML of Great Expectations' own Data Docs about its expectations; results are cut down to a sample on the way.

    Only its table is taken: its pages fetch scripts, styles and pictures from the internet, and show nothing without it.
    """
    from great_expectations.render.renderer.content_block.validation_results_table_content_block import (
        ValidationResultsTableContentBlockRenderer,
    )

    for result in results:
        # Values may be text out of a workbook, and Great Expectations puts them into the table as they are.
        sample = [html.escape(str(value)) for value in result.result["unexpected_list"][:SAMPLED_VALUES]]
        result.result |= {"partial_unexpected_list": sample, "unexpected_list": sample, "unexpected_index_list": []}
    table = ValidationResultsTableContentBlockRenderer.render(list(results), include_column_name=True)
    assert table is not None
    name = f"great-expectations-{kind}"
    return str(_view().render_content_block({}, table.to_json_dict(), content_block_id=name))


@cache
def _view() -> "DefaultJinjaComponentView":
    """Great Expectations' templates, compiled once: a view of its own compiles them for every kind."""
    from great_expectations.render.view.view import DefaultJinjaComponentView

    return DefaultJinjaComponentView()


def _exceptions(info: Mapping[str, Any]) -> Iterator[str]:
    """Messages of exceptions; Great Expectations nests them by metric."""
    if info.get("raised_exception"):
        yield str(info.get("exception_message"))
    for nested in info.values():
        if isinstance(nested, Mapping):
            yield from _exceptions(nested)
