"""What Dagster's webserver can be asked to change."""

import pytest

from pipelines.webserver import UNWANTED, schema

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
