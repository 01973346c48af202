"""Great Expectations: the plans of one frame are one suite, validated once. The only module that imports it.

It runs in a process of its own: the import takes two seconds, in which the run can do other things.
"""

import atexit
import html
import multiprocessing as mp
import signal
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.errors import RuleError
from pipelines.quality.plan import Plan

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

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
class Outcome:
    """What Great Expectations found out about one rule."""

    evaluated_count: int
    failed_rows: tuple[int, ...]
    """Rows of the frame, in order."""
    expectations: tuple[str, ...]
    """Expectations in Great Expectations' own names, e.g. 'expect_column_values_to_be_between'."""


@dataclass(frozen=True)
class Validation:
    """One suite, as Great Expectations itself tells of it."""

    frame: str
    """Frame that its rules look at; rules that wait for others are a later suite on the same frame."""
    rendered: Mapping[str, str]
    """Rule → HTML table in English: status, expectation with a sample of failing values, share that failed."""


@dataclass(frozen=True)
class _Result:
    """What came back of one expectation."""

    rule_id: str
    expectation: str
    evaluated_count: int
    failed_rows: tuple[int, ...]
    exceptions: tuple[str, ...]
    """Messages; with any, the expectation was not evaluated."""


def validate(frame: pd.DataFrame, name: str, plans: Sequence[Plan]) -> dict[str, Outcome]:
    """Evaluate every plan on its frame.

    Returns:
        Outcome by rule id, one for each plan.

    Raises:
        RuleError: an expectation raised an exception, or did not come back.
    """
    found: dict[str, list[_Result]] = {plan.rule.rule_id: [] for plan in plans}
    results, rendered = _ask(frame, name, plans)
    for result in results:
        if result.exceptions:
            raise RuleError(
                f"{result.rule_id} could not be evaluated: {result.exceptions[0]}",
                where=f"rule.csv: {result.rule_id}",
                remedy="compare the rule's columns with the tables it reads; correct the rule, or end it with valid_to_on",
            )
        found[result.rule_id].append(result)
    for plan in plans:
        came_back = len(found[plan.rule.rule_id])
        if came_back != len(plan.checks) or not came_back:
            raise RuleError(
                f"{came_back} of {len(plan.checks)} expectations of {plan.rule.rule_id} were evaluated",
                where=f"rule.csv: {plan.rule.rule_id}",
                remedy="report it to the operator: a rule that is not evaluated must not pass",
            )
    _validations[name] = Validation(plans[0].frame, rendered)
    return {rule_id: _outcome(results) for rule_id, results in found.items()}


_validations: dict[str, Validation] = {}
"""Suites that were validated and not yet taken."""


def take_validations() -> tuple[Validation, ...]:
    """Every suite validated since the last call, in order of evaluation."""
    taken = tuple(_validations.values())
    _validations.clear()
    return taken


def start_engine() -> None:
    """Start the process, so that it imports Great Expectations while this one goes on; validate() starts it otherwise."""
    _engine()


def stop_engine() -> None:
    """Let the process end while this one goes on; the next validate() starts another."""
    if _engine.cache_info().currsize:
        _engine().close()
        _engine.cache_clear()


@cache
def _engine() -> Connection:
    """The line to the process. It ends with this one: nobody else holds this end."""
    spawn = mp.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there,), name="great-expectations", daemon=True)
    process.start()
    there.close()
    atexit.register(_let_go, here, process)
    return here


def _let_go(line: Connection, process: BaseProcess) -> None:
    """Let the process end by itself: killed, it would leave semaphores behind, which Python complains about."""
    line.close()
    process.join(LEAVE_SECONDS)


LEAVE_SECONDS = 3
"""How long the process may take to end."""
_turn = threading.Lock()
"""One question at a time, so that each gets its own answer."""
_Answer = tuple[list[_Result], dict[str, str]]
"""Results, and HTML by rule."""


def _ask(frame: pd.DataFrame, name: str, plans: Sequence[Plan]) -> _Answer:
    with _turn:
        try:
            engine = _engine()
            engine.send((frame, name, plans))
            answer: _Answer | str = engine.recv()
        except (EOFError, OSError) as error:
            _engine.cache_clear()
            raise RuleError(
                "the process of Great Expectations ended before it answered",
                where=f"rules about '{name}'",
                remedy="run again; if it ends again, look whether the machine has memory left",
            ) from error
    if isinstance(answer, str):
        raise RuleError(
            f"Great Expectations failed:\n{answer}", where=f"rules about '{name}'", remedy="report it to the operator"
        )
    return answer


def _serve(pipe: Connection) -> None:
    """Answer questions until the other side is gone: with results, or with the text of the exception."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the run, which ends this process
    import great_expectations.expectations  # noqa: F401

    while True:
        try:
            frame, name, plans = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_run(frame, name, plans))
        except Exception:  # noqa: BLE001  # whatever it is, it is raised where the answer is awaited
            pipe.send(traceback.format_exc())


def _run(frame: pd.DataFrame, name: str, plans: Sequence[Plan]) -> _Answer:
    import great_expectations as gx
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
            getattr(catalogue, check.expectation)(**check.arguments, meta={"rule_id": plan.rule.rule_id, "check": number})
            for plan in plans
            for number, check in enumerate(plan.checks)
        ],
    )
    asset = context.data_sources.add_pandas("quality").add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    validated = batch.validate(suite, result_format=_RESULT_FORMAT).results
    results = [_result(result) for result in validated]
    return results, {} if any(result.exceptions for result in results) else _rendered(validated)


def _result(result: "ExpectationValidationResult") -> _Result:
    config = result.expectation_config
    assert config is not None
    rule_id = str((config.meta or {}).get("rule_id"))
    exceptions = tuple(_exceptions(result.exception_info or {}))
    if exceptions:
        return _Result(rule_id, config.type, 0, (), exceptions)
    evaluated_count = result.result["element_count"] - result.result["missing_count"]
    return _Result(rule_id, config.type, evaluated_count, tuple(result.result["unexpected_index_list"]), ())


def _rendered(results: Sequence["ExpectationValidationResult"]) -> dict[str, str]:
    """Rule → HTML of Great Expectations' own Data Docs about its expectations; results are cut down to a sample on the way.

    Only its tables are taken: its pages fetch scripts, styles and pictures from the internet, and show nothing without it.
    """
    from great_expectations.render.renderer.content_block.validation_results_table_content_block import (
        ValidationResultsTableContentBlockRenderer,
    )
    from great_expectations.render.view.view import DefaultJinjaComponentView

    of_rule: dict[str, list[ExpectationValidationResult]] = {}
    for result in results:
        config = result.expectation_config
        assert config is not None
        # Values may be text out of a workbook, and Great Expectations puts them into the table as they are.
        sample = [html.escape(str(value)) for value in result.result["unexpected_list"][:SAMPLED_VALUES]]
        result.result |= {"partial_unexpected_list": sample, "unexpected_list": sample, "unexpected_index_list": []}
        of_rule.setdefault(str((config.meta or {}).get("rule_id")), []).append(result)
    view = DefaultJinjaComponentView()
    rendered = {}
    for rule_id, of_one in of_rule.items():
        table = ValidationResultsTableContentBlockRenderer.render(of_one, include_column_name=True)
        assert table is not None
        name = f"great-expectations-{rule_id}"
        rendered[rule_id] = str(view.render_content_block({}, table.to_json_dict(), content_block_id=name))
    return rendered


def _exceptions(info: Mapping[str, Any]) -> Iterator[str]:
    """Messages of exceptions; Great Expectations nests them by metric."""
    if info.get("raised_exception"):
        yield str(info.get("exception_message"))
    for nested in info.values():
        if isinstance(nested, Mapping):
            yield from _exceptions(nested)


def _outcome(results: Sequence[_Result]) -> Outcome:
    return Outcome(
        evaluated_count=max(result.evaluated_count for result in results),
        failed_rows=tuple(sorted({row for result in results for row in result.failed_rows})),
        expectations=tuple(dict.fromkeys(result.expectation for result in results)),
    )
