"""Looks of letters are written as letters, and read again from them."""

import pytest

from pipelines.language.text_marks import Run, has_marks, in_force, is_struck_out, runs_of, without_marks, written
from pipelines.language.vietnamese import match_key

WRITTEN: list[tuple[list[Run], str, str, str]] = [
    ([("5", "plain"), ("1", "raised")], "5¹", "5", "51"),
    ([("5", "struck"), ("8", "plain")], "5\u03368", "8", "58"),
    ([("5", "plain"), ("(1)", "raised")], "5⁽¹⁾", "5", "5(1)"),
    ([("5", "plain"), ("*", "raised")], "5⁽*⁾", "5", "5*"),
    ([("H", "plain"), ("2", "lowered"), ("O", "plain")], "H₂O", "H2O", "H2O"),
    ([("12 m", "plain"), ("2", "raised"), (" đất", "plain")], "12 m² đất", "12 m2 đất", "12 m2 đất"),
    ([("5", "plain"), ("1", "hidden")], "5⟦1⟧", "5", "51"),
    ([("5 ", "struck")], "5\u0336 ", "5", "5 "),
]


@pytest.mark.parametrize(("runs", "text", "said", "whole"), WRITTEN)
def test_marks_are_written_read_and_left_out(runs: list[Run], text: str, said: str, whole: str) -> None:
    assert written(runs) == text
    assert has_marks(text)
    assert [(body.strip(), face) for body, face in runs_of(text) if body.strip()] == [
        (body.strip(), face) for body, face in runs
    ]
    assert (in_force(text), without_marks(text)) == (said, whole)


def test_runs_of_one_look_are_one_run() -> None:
    assert written([("1", "raised"), ("2", "raised"), ("a", "raised")]) == "⁽12a⁾"
    assert runs_of("⁽12a⁾") == [("12a", "raised")]


@pytest.mark.parametrize(("text", "is_out"), [("5̶", True), ("5̶ 8̶", True), ("5̶8", False), ("58", False), ("", False)])
def test_a_text_is_struck_out_when_all_of_it_is(text: str, is_out: bool) -> None:
    assert is_struck_out(text) is is_out


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("Tổng số đảng viên¹", "Tổng số đảng viên"),
        ("Số liệu⁽*⁾", "Số liệu"),
        ("m²", "m2"),
        ("km³", "km3"),
        ("Biểu c̶ũ̶ mới", "Biểu mới"),
    ],
)
def test_a_label_is_known_by_what_stands_on_its_line(text: str, same_as: str) -> None:
    assert match_key(text) == match_key(same_as)


def test_a_letter_of_a_legacy_encoding_is_no_mark() -> None:
    assert match_key("b¹n") == "bạn"
