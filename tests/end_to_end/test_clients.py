"""What the README promises to clients of DuckDB: its example and the analyses come out alike in each version that it names."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.folders import PROJECT, SQL
from tests.conftest import Installation

README = (PROJECT / "README.md").read_text(encoding="utf-8")
OLDEST = re.findall(r"any DuckDB client from (\d+\.\d+) on", README)
SHELL = Path(sys.executable).parent / "duckdb"
BETWEEN = "-- next --"
"""What the shell prints between the rows of two questions."""
READ = (
    "import duckdb, json, sys; db = duckdb.connect(sys.argv[1], read_only=True); "
    "print(duckdb.__version__, json.dumps([db.execute(query).fetchall() for query in json.load(sys.stdin)]))"
)


@pytest.fixture(scope="module")
def sample(sample: Installation) -> Iterator[Installation]:
    with sample.opened() as opened:
        yield opened


def questions() -> dict[str, str]:
    """The README's examples and all analyses of one release; each figure as text, so that rows of two clients compare."""
    asked = dict(enumerate(re.findall(r"```sql\n(.*?)```", README, re.DOTALL)))
    assert asked
    texts = {f"README, example {number + 1}": text for number, text in asked.items()}
    texts |= {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL / "analyses").glob("*.sql"))}
    return {
        name: f"select columns(*)::varchar from (\n{text.rstrip().rstrip(';')}\n) as asked order by all"
        for name, text in texts.items()
        if not re.search(r"^attach ", text, re.MULTILINE)
    }


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.lstrip("v").split(".")[:2])


def answers(sample: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of each question as the version that published the file answers."""
    return {name: sample.query(text) for name, text in questions().items()}


def test_the_readmes_example_and_the_analyses_come_out_alike_in_the_shell_of_an_older_version(sample: Installation) -> None:
    published = sample.root / "warehouse" / "analytics.duckdb"
    version = subprocess.run([SHELL, "--version"], capture_output=True, text=True, check=True).stdout.split()[0]
    assert number(OLDEST[0]) <= number(version) < (2, 0)
    # One shell is asked all: to start it and to open the file takes longer than most questions.
    asked = "".join(f"{text};\n.print {BETWEEN}\n" for text in questions().values())
    said = subprocess.run([SHELL, "-readonly", "-json", published], input=asked, capture_output=True, text=True, check=False)
    assert not said.stderr
    *found, rest = said.stdout.split(f"{BETWEEN}\n")
    assert not rest
    expected = answers(sample)
    assert len(found) == len(expected)
    for (name, rows), text in zip(expected.items(), found, strict=True):
        assert [tuple(row.values()) for row in json.loads(text or "[]")] == rows, name


@pytest.mark.soak
def test_they_come_out_alike_in_the_oldest_version_that_the_readme_names(sample: Installation, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path)], check=True)
    python = str(tmp_path / "bin" / "python")
    install = [python, "-m", "pip", "install", "-q", "--only-binary=:all:", f"duckdb=={OLDEST[0]}.0"]
    subprocess.run(install, capture_output=True, check=True)
    read = [python, "-c", READ, str(sample.root / "warehouse" / "analytics.duckdb")]
    asked = json.dumps(list(questions().values()))
    version, _, found = subprocess.run(read, input=asked, capture_output=True, text=True, check=True).stdout.partition(" ")
    assert number(version) == number(OLDEST[0])
    assert json.loads(found) == [[list(row) for row in rows] for rows in answers(sample).values()]
