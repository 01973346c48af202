"""Which parts of a described table may be added up: those of one set of axes, of the finest crossing, and no total."""

from collections.abc import Iterable

from pipelines.reference.cell_meanings import meanings
from pipelines.reference.form_cells import Shape
from pipelines.reference.form_tables import FormSlot, FormTable

KHMER = {"ethnicity=khmer": "ethnicity=minority"}


def shape(columns: Iterable[tuple[str, tuple[str, ...], str | None, str | None]]) -> Shape:
    """A table of one row; columns as code, members, formula and of_which."""
    own = {"form_id": "f", "table_id": "t"}
    slots = [
        FormSlot(
            **own, side="column", slot_code=code, label_vi=code, members=" ".join(members), formula=formula, of_which=of_which
        )
        for code, members, formula, of_which in columns
    ]
    row = FormSlot(**own, side="row", slot_code="01", label_vi="x", indicator_id="persons")
    return Shape(FormTable(**own), (row,), tuple(slots))


def told(table: Shape) -> dict[str, tuple[str, bool, bool]]:
    """Column → axes, whether they are partial, whether finer parts make it up."""
    return {
        column.slot_code: (meaning.axes, meaning.is_partial, meaning.is_marginal)
        for meaning in meanings(table, KHMER)
        for _, column in [meaning.pair]
        if column
    }


def test_of_a_product_of_axes_the_crossing_counts_and_neither_margin_does() -> None:
    ages, sexes = ("young", "old"), ("female", "male")
    parts = [(f"{age}_{sex}", (f"age={age}", f"sex={sex}"), None, None) for age in ages for sex in sexes]
    margins = [(sex, (f"sex={sex}",), f"young_{sex}+old_{sex}", None) for sex in sexes]
    found = told(shape([("_all", (), "female+male", None), *margins, *parts]))
    assert {code for code, (_, _, is_marginal) in found.items() if is_marginal} == {"_all", "female", "male"}
    assert {found[code] for code, *_ in parts} == {("age sex", False, False)}


def test_what_is_of_which_cuts_the_same_things_another_way_and_makes_nothing_up() -> None:
    found = told(
        shape(
            [
                ("1", (), "2+3", None),
                ("2", ("kind=full",), None, None),
                ("3", ("kind=new",), None, None),
                ("4", ("sex=female",), None, "1"),
                ("5", ("kind=full", "sex=female"), None, "2"),
                ("6", ("kind=full", "sex=male"), None, "2"),
            ]
        )
    )
    assert found["2"] == ("kind", False, False)
    assert found["4"] == ("sex", True, False)
    assert found["5"] == ("kind sex", True, False)


def test_a_part_of_a_part_does_not_stand_beside_it_under_the_same_axes() -> None:
    found = told(
        shape(
            [("1", (), None, None), ("2", ("ethnicity=minority",), None, "1"), ("3", ("ethnicity=khmer",), None, "2")],
        )
    )
    assert found["2"] == ("ethnicity", True, False)
    assert found["3"] == ("ethnicity of ethnicity=minority", True, False)
