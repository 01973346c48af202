"""A number format tells whether a person sees the number that is stored."""

import pytest

from pipelines.workbooks.number_formats import Look, changes_meaning, hides_text, look_of

ACCOUNTING = '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    "number_format",
    [
        "",
        "General",
        "@",
        "0;@",
        "#,##0",
        "#,##0.00_ ;-#,##0.00\\ ",
        "0_);[Red](0)",
        "#,##0;[Red]#,##0",
        "#,##0_%",
        "0*%",
        "??0",
        "0.##",
        "0,0",
        "# ?/?",
        "0.00E+00",
        "##0.0E+0",
        ACCOUNTING,
        ACCOUNTING.replace("_)", "_%"),
        "[$-421]#,##0",
        "[<1000]0;[Blue]#,##0",
        "[Color10]General",
    ],
)
def test_rounding_grouping_and_padding_change_no_number(number_format: str) -> None:
    assert not changes_meaning(number_format)
    assert {look_of(number_format, value).kind for value in (720.0, -5.0, 0.0, 96.15)} == {"same"}


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        ("0,", 38000, "38"),
        ("#,##0,", 1_234_567, "1235"),
        ("0.0,,", 38_000_000, "38,0"),
        ('0.0,"k"', 38_400, "38,4k"),
        ("0,%", 38_000, "3800%"),
        ("0%%", 0.5, "5000%%"),
        ('0"000"', 38, "38000"),
        (r"0\0\0", 38, "3800"),
        ('"1"0', 38, "138"),
        ('0" .5"', 38, "38 .5"),
        ("0;0", -5, "5"),
        ('"Có"', 5, "Có"),
        ("%", 5, "%"),
        ('0;-0;"không"', 0, "không"),
        ('[=1]"Có";[=0]"Không";0', 1, "Có"),
        ("[<10]0;[>100]0", 50, "####"),
        ("[<10]0;dd/mm/yyyy", 44000, "ngày giờ"),
        ("[h]:mm", 7.5, "ngày giờ"),
    ],
)
def test_another_number_than_is_stored_is_told_as_it_is_seen(number_format: str, value: float, shown: str) -> None:
    assert changes_meaning(number_format)
    assert look_of(number_format, float(value)) == Look("other", shown)


@pytest.mark.parametrize(
    ("number_format", "value", "wording", "shown"),
    [
        ('#,##0 "triệu đồng"', -38, "triệu đồng", "-38 triệu đồng"),
        ('0.0 "tỷ"', 38, "tỷ", "38,0 tỷ"),
        ("#,##0 [$₫-42A]", 650, "₫", "650 ₫"),
        ("[$VND] #,##0", 650, "VND", "VND 650"),
        ("[$$-409]#,##0.00", 650, "$", "$650,00"),
        ("$#,##0", 650, "$", "$650"),
        ('0" trđ"', 650, "trđ", "650 trđ"),
        ("#,##0[$trđ-42A]", 650, "trđ", "650trđ"),
        ('0"‰"', 9, "‰", "9‰"),
        (r"#,##0\ \d\y", 5, "dy", "5 dy"),
        ('"Số: "0', 5, "Số:", "Số: 5"),
        ('"trên "0', 0, "trên", "trên 0"),
        ('0"+"', 5, "+", "5+"),
        ("-0", 5, "-", "-5"),
        (r"\-0", 5, "-", "-5"),
        ("(0)", 5, "(…)", "(5)"),
        ('0"/10"', 5, "/10", "5/10"),
        ('0%" đạt"', 0.5, "đạt", "50% đạt"),
        ('0;-0" trđ"', -5, "trđ", "-5 trđ"),
    ],
)
def test_what_a_format_writes_beside_a_number_is_told(number_format: str, value: float, wording: str, shown: str) -> None:
    look = look_of(number_format, float(value))
    assert changes_meaning(number_format)
    assert (look.shown, look.wording) == (shown, wording)


def test_the_sign_of_a_negative_number_is_no_wording() -> None:
    for number_format in ("0_);(0)", "#,##0;-#,##0", ACCOUNTING, "0;[Red]-0"):
        assert look_of(number_format, -5.0) == Look("same")


@pytest.mark.parametrize(
    ("number_format", "value", "kind"),
    [
        ("0%", 0.965, "percent"),
        ("0.0 %", 0.0, "percent"),
        ("#,##0.0 %;[Red]-0.0%", -0.5, "percent"),
        ("[<=1]0%;0", 0.5, "percent"),
        ("[<=1]0%;0", 5, "same"),
        ("[<=1]0%;0.0", 96.15, "same"),
        ("[>1]0;[<0]0;0%", 0.5, "percent"),
        ("[>=100]0;-0.0;0%", 5, "percent"),
        ("0;-0%", 5, "same"),
        ("0;-0%", -5, "percent"),
        ("%0", 0.5, "percent"),
        ('0"%"', 5, "percent_sign"),
        (r"0.0\%", 5, "percent_sign"),
        ("0[$%]", 5, "percent_sign"),
        (";;;", 5, "hidden"),
        (";;", 0, "hidden"),
        ("0;;", -5, "hidden"),
        ("0;;", 5, "same"),
        ("0;-0;", 0, "hidden"),
        ('"";""', 5, "hidden"),
        ("_-;_-", 5, "hidden"),
        ("[Red]", 5, "hidden"),
        ("#,###", 0, "hidden"),
        ("#,###", 5, "same"),
        ('#,###"đ"', 0, "same"),
        ('0;-0;"-"', 0, "same"),
        ("# ?/?", 0, "same"),
    ],
)
def test_the_section_that_applies_decides(number_format: str, value: float, kind: str) -> None:
    assert look_of(number_format, float(value)).kind == kind


@pytest.mark.parametrize(
    ("number_format", "hides"), [(";;;", True), ("0;0;0;", True), ("0;;", False), ("0;0;0;@", False), ("@", False)]
)
def test_a_text_is_hidden_by_an_empty_fourth_section_alone(number_format: str, hides: bool) -> None:
    assert hides_text(number_format) is hides


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300, 5e-324])
def test_no_number_is_too_odd(value: float) -> None:
    for number_format in ("0", "0." + "0" * 30, "0.00%", "0,", "General", "# ?/?", "[<1]0;0%"):
        assert look_of(number_format, value).kind in ("same", "percent", "other")
