"""Finds the sentences in the code. `python -m tests.sentences` writes the list that registers are checked against anew."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from pipelines.language.catalogue import LIST

PACKAGE = LIST.parents[1]
SAYING = frozenset({"say", "sentence", "spoken"})
"""Functions whose first argument is a sentence."""


def sentences_in(package: Path = PACKAGE) -> set[str]:
    """The sentences in the code of a package and in its Jinja templates."""
    found = {text for path in package.rglob("*.py") for text in _said_in(ast.parse(path.read_text(encoding="utf-8")))}
    return found | {text for path in package.rglob("*.jinja") for text in _said_in_page(path.read_text(encoding="utf-8"))}


def _said_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SAYING:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _said_in_page(text: str) -> Iterator[str]:
    for call in Environment(autoescape=True).parse(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING and isinstance(call.args[0], nodes.Const):
            yield str(call.args[0].value)


if __name__ == "__main__":
    LIST.write_text("".join(f"{text}\n" for text in sorted(sentences_in())), encoding="utf-8")
