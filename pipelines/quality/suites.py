"""Great Expectations: one suite per kind of rule, on the table of its cases. The only module that imports it."""

import html
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.errors import RuleError
from pipelines.quality.deferred import deferred, shared_fields
from pipelines.reference.kinds import Expectation

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation as Asked
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.render.view.view import DefaultJinjaComponentView

_RESULT_FORMAT: dict[str, Any] = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
"""Every failing row by its number, and nothing more."""
_SELDOM_USED = ("scipy.stats", "altair", "jsonschema")
"""What Great Expectations imports for expectations about distributions and JSON alone: half of the time of its import."""


@dataclass(frozen=True)
class SuiteResult:
    """What Great Expectations found out about some cases of one kind."""

    failing: Mapping[int, tuple[str | None, ...]]
    """Place of each case that fails → of each expectation the values that fail it, as text; None where they pass."""
    results: tuple["ExpectationValidationResult", ...]
    """As Great Expectations gives them, in the order of the expectations."""


@dataclass(frozen=True)
class Total:
    """What one expectation found in all cases of its kind, whenever each of them was validated."""

    case_count: int
    failed_count: int
    sample: tuple[str, ...]
    """The first failing values, as text."""


class GreatExpectations:
    """The engine, for as many validations as there are. Making it imports Great Expectations, which takes a second."""

    def __init__(self) -> None:
        with deferred(*_SELDOM_USED), shared_fields():
            import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )
        from great_expectations.expectations.expectation import Expectation as Asked
        from tqdm import tqdm  # type: ignore[import-untyped]

        # Its thread, begun also for a bar that is not shown, may outlive the run; then DuckDB complains of what is not cleared.
        tqdm.monitor_interval = 0
        self._context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(),
                analytics_enabled=False,
                progress_bars=ProgressBarsConfig(globally=False),
            ),
        )
        self._asked, self._settings = Asked, Asked.configuration
        # One asset for every kind: each that is added has Great Expectations write the settings of all.
        cases = self._context.data_sources.add_pandas("quality").add_dataframe_asset("cases")
        self._cases = cases.add_batch_definition_whole_dataframe("whole")

    def validate(self, kind: str, frame: "pd.DataFrame", expectations: Sequence[Expectation]) -> SuiteResult:
        """Hold the expectations of a kind on its cases.

        Args:
            kind: kind of rule.
            frame: its cases, numbered from 0, with the columns that the expectations look at; none is null.
            expectations: what is expected of them; at least one.

        Returns:
            what fails. No case decides about another: what was found of those that stand elsewhere holds beside it.

        Raises:
            RuleError: an expectation does not exist, raised an exception, or did not come back.
        """
        import great_expectations as gx
        import great_expectations.expectations as catalogue

        unknown = [expected.name for expected in expectations if not hasattr(catalogue, expected.name)]
        if unknown:
            raise _fault(kind, f"Great Expectations has no {unknown[0]}")
        asked = [
            getattr(catalogue, expected.name)(**expected.arguments, meta={"place": place})
            for place, expected in enumerate(expectations)
        ]
        batch = self._cases.get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name=kind, expectations=asked)
        with self._settings_made_once():
            results = batch.validate(suite, result_format=_RESULT_FORMAT).results
        for result in results:
            for message in _exceptions(result.exception_info or {}):
                raise _fault(kind, f"the rules of kind '{kind}' could not be judged: {message}")
        if len(results) != len(expectations) or not expectations:
            raise _fault(kind, f"{len(results)} of {len(expectations)} expectations of kind '{kind}' were judged")
        ordered = tuple(sorted(results, key=_place))
        failing: dict[int, list[str | None]] = {}
        for place, result in enumerate(ordered):
            # Of values Great Expectations gives back no more than so many, of their places all.
            rows = result.result["unexpected_index_list"]
            looked_at = frame[list(expectations[place].columns)].iloc[rows].itertuples(index=False, name=None)
            for row, values in zip(rows, looked_at, strict=True):
                failing.setdefault(row, [None] * len(ordered))[place] = _shown(values)
        return SuiteResult({row: tuple(failing[row]) for row in sorted(failing)}, ordered)

    @contextmanager
    def _settings_made_once(self) -> Iterator[None]:
        """Within the block an expectation makes the record of what it was given once.

        Great Expectations asks for it whenever it wants one setting, a hundred times for each: a third of a validation.
        """
        made: dict[int, tuple[Asked, ExpectationConfiguration]] = {}  # with who made it, that no other gets its number

        def settings(expectation: "Asked") -> "ExpectationConfiguration":
            if id(expectation) not in made:
                made[id(expectation)] = expectation, self._settings.__get__(expectation)
            return made[id(expectation)][1]

        type.__setattr__(self._asked, "configuration", property(settings))
        try:
            yield
        finally:
            type.__setattr__(self._asked, "configuration", self._settings)


def _place(result: "ExpectationValidationResult") -> int:
    """Which of the expectations a result is of: results come back in an order of their own."""
    assert result.expectation_config is not None
    return int(result.expectation_config.meta["place"])


def _shown(values: tuple[object, ...]) -> str:
    """A failing value, or pair of values, as text."""
    return f"({', '.join(map(str, values))})" if len(values) > 1 else str(values[0])


@cache
def engine() -> GreatExpectations:
    """The engine of this process; it keeps nothing of one validation for the next, and takes a tenth of a second to make."""
    return GreatExpectations()


def _fault(kind: str, what: str) -> RuleError:
    return RuleError(
        what,
        where=f"quality.case_{kind}",
        remedy=f"compare the columns of sql/quality/case_{kind}.sql with the expectations of the kind: "
        "a rule that is not judged must not pass",
    )


def rendered(kind: str, results: Sequence["ExpectationValidationResult"], totals: Sequence[Total]) -> str:
    """HTML table of Great Expectations' own Data Docs about a kind: status, expectation with failing values, share.

    Only its table is taken: its pages fetch scripts, styles and pictures from the internet, and show nothing without it.

    Args:
        kind: kind of rule.
        results: what Great Expectations says of the cases that were validated now.
        totals: of each expectation in the same order, what is known of all cases; it takes the place of their numbers.
    """
    from great_expectations.render.renderer.content_block.validation_results_table_content_block import (
        ValidationResultsTableContentBlockRenderer,
    )

    for result, total in zip(results, totals, strict=True):
        percent = 100 * total.failed_count / total.case_count
        # Values may be text out of a workbook, and Great Expectations puts them into the table as they are.
        sample = [html.escape(value) for value in total.sample]
        result.success = not total.failed_count
        result.result = {
            "element_count": total.case_count,
            "unexpected_count": total.failed_count,
            "unexpected_percent": percent,
            "missing_count": 0,
            "missing_percent": 0.0,
            "unexpected_percent_total": percent,
            "unexpected_percent_nonmissing": percent,
            "partial_unexpected_list": sample,
            "unexpected_list": sample,
            "unexpected_index_list": [],
        }
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
