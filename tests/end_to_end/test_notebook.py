"""The notebook runs headless and shows what the published file answers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.folders import PROJECT, SQL
from tests.conftest import Installation

NOTEBOOK = PROJECT / "docs" / "questions.py"


def test_the_notebook_answers_every_question_of_one_release(one_period: Installation, tmp_path: Path) -> None:
    page = tmp_path / "questions.html"
    notebook = shutil.copy(NOTEBOOK, tmp_path)  # marimo keeps what it finds beside it
    command = [sys.executable, "-m", "marimo", "export", "html", notebook, "-o", str(page), "--no-include-code"]
    done = subprocess.run(command, cwd=PROJECT, env=one_period.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = page.read_text(encoding="utf-8")  # with answers as JSON
    asked = [path for path in (SQL / "analyses").glob("*.sql") if "\nattach " not in f"\n{path.read_text(encoding='utf-8')}"]
    assert len(asked) > 20
    assert not [path.stem for path in asked if f"sql/analyses/{path.stem}.sql" not in said]
    rows = one_period.query((SQL / "analyses" / "mid_term.sql").read_text(encoding="utf-8"))
    assert rows
    assert all(json.dumps(cell)[1:-1] in said for row in rows for cell in row if isinstance(cell, str))
