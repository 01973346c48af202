"""What Dagster's webserver can be asked to change."""

import asyncio
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg
import pytest
from starlette.requests import Request

from pipelines.webserver import UNWANTED, Webserver, schema

CHANGES = [
    "setNuxSeen",
    'deletePipelineRun(runId: "x") { __typename }',
    'logTelemetry(action: "a", clientTime: "0", clientId: "b", metadata: "{}") { __typename }',
    'terminateRun(runId: "x") { __typename }',
    "setAutoMaterializePaused(paused: true)",
]


@pytest.mark.parametrize("change", CHANGES)
def test_read_only_there_is_no_change_to_ask_for(change: str) -> None:
    result = schema(is_read_only=True).execute(f"mutation {{ {change} }}")
    assert "not configured to execute mutation" in str(result.errors)
    assert result.data is None


def test_what_writes_among_the_projects_files_cannot_be_asked_for_and_all_else_can() -> None:
    of_dagster = schema(is_read_only=False).graphql_schema.mutation_type
    assert of_dagster is not None
    assert UNWANTED not in of_dagster.fields
    assert {"launchRun", "terminateRun", "startSensor", "deletePipelineRun"} <= set(of_dagster.fields)


@pytest.mark.parametrize("run_id", ["x", "00000000-0000-0000-0000-000000000000", "' or 1=1"])
def test_the_file_of_an_unknown_run_is_not_found_without_a_trace_and_that_of_a_known_one_is(
    run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:

        @dg.job
        def nightly() -> None:
            """Does nothing."""

        @contextmanager
        def asked(_request: object) -> Any:
            yield SimpleNamespace(instance=instance)

        webserver = Webserver(cast("Any", SimpleNamespace(instance=instance, read_only=False)))
        monkeypatch.setattr(webserver, "request_context", asked)
        for name, status in ((run_id, 404), (nightly.execute_in_process(instance=instance).run_id, 200)):
            request = Request({"type": "http", "path_params": {"run_id": name}})
            assert asyncio.run(webserver.download_debug_file_endpoint(request)).status_code == status
