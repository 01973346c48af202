"""Numbers as clerks write them: read exactly, or refused with a reason; never a different number."""

import pickle
import re
import string
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.language.vietnamese import AmbiguousNumberError, Convention, NotANumberError, Number, parse_number

Kind = Literal["count", "percent", "money", "ratio"]


def read(
    text: str, kind: Kind = "count", *, minimum: int = 0, maximum: int | None = None, convention: Convention | None = None
) -> Number:
    """Read as an indicator of that kind; 'ratio' is any measure with decimals that is no percentage."""
    return parse_number(
        text,
        decimals=0 if kind in ("count", "money") else 4,
        is_percent=kind == "percent",
        is_money=kind == "money",
        minimum=Decimal(minimum),
        maximum=Decimal(maximum if maximum is not None else 100 if kind == "percent" else 10**13),
        convention=convention,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("03", 3),
        ("1234", 1234),
        ("1.234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1234567),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("12.000", 12000),
        ("5,0", 5),
        ("5.00", 5),
        ("1.234,0", 1234),
        ("1,234.00", 1234),
        ("-5", -5),
        ("−5", -5),
        ("–5", -5),
        ("(5)", -5),
        ("(1.234)", -1234),
        ("1O", 10),
        ("2o1", 201),
        ("l5", 15),
        ("I5", 15),
        ("1.O00", 1000),
        ("12 người", 12),
        ("12người", 12),
        ("12 người.", 12),
        ("3 lớp", 3),
        ("25 lượt", 25),
        ("25 lượt người", 25),
        ("7 đ/c", 7),
        ("7 đồng chí", 7),
        ("4 thoả thuận", 4),
        ("4 cấp uỷ", 4),
        ("có 5 đồng chí", 5),
        ("= 5", 5),
        ("2 nghìn cây", 2000),
        ("1,5 nghìn", 1500),
        ("không", 0),
        ("ba", 3),
        ("Ba lớp", 3),
        ("mười", 10),
        ("mười hai", 12),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("ba mươi tư", 34),
        ("một trăm linh năm", 105),
        ("một trăm lẻ bảy", 107),
        ("một trăm hai mươi lăm", 125),
        ("hai nghìn không trăm hai mươi", 2020),
        ("một triệu hai trăm nghìn", 1200000),
        ("05 (năm) đồng chí", 5),
        ("1.250 (một nghìn hai trăm năm mươi)", 1250),
        ("12 ng\u00adêi", 12),
        ("3 lôùp", 3),
    ],
)
def test_a_count_is_read(text: str, value: int) -> None:
    assert read(text) == Number(Decimal(value), "=")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("96,5%", "96.5"),
        ("96.5 %", "96.5"),
        ("96,5 phần trăm", "96.5"),
        ("96,5% đảng viên", "96.5"),
        ("96,5", "96.5"),
        ("96", "96"),
        ("100,00%", "100"),
        ("1,234", "1.234"),
        ("1.234", "1.234"),
        ("96.125", "96.125"),
        ("0,125", "0.125"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1234.567", "1234.567"),
        ("12.3456", "12.3456"),
    ],
)
def test_a_percentage_is_read(text: str, value: str) -> None:
    assert read(text, "percent") == Number(Decimal(value), "=")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45 đ", 45),
        ("1.000.000 VNĐ", 1_000_000),
        ("5.000 ®", 5_000),
        ("250 nghìn", 250_000),
        ("500 ngàn đồng", 500_000),
        ("1,5 triệu", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("5 tr.đ", 5_000_000),
        ("5trđ", 5_000_000),
        ("6 tỷ đồng", 6_000_000_000),
        ("6 tỉ", 6_000_000_000),
        ("6 tû ®ång", 6_000_000_000),
        ("6,25 tỷ", 6_250_000_000),
        ("1 tỷ 250 triệu", 1_250_000_000),
        ("1 tỷ 250 triệu 500 nghìn đồng", 1_250_500_000),
        ("1.234.567.000", 1_234_567_000),
        ("2 nghìn tỷ", 2_000_000_000_000),
        ("ba trăm triệu đồng", 300_000_000),
    ],
)
def test_an_amount_of_money_is_read(text: str, value: int) -> None:
    assert read(text, "money") == Number(Decimal(value), "=")


@pytest.mark.parametrize(
    ("text", "kind", "comparator", "value"),
    [
        ("trên 96%", "percent", ">", "96"),
        ("đạt trên 96,5%", "percent", ">", "96.5"),
        ("hơn 500", "count", ">", "500"),
        ("> 500", "count", ">", "500"),
        ("trên 6 tỷ đồng", "money", ">", "6000000000"),
        ("hơn một trăm", "count", ">", "100"),
        ("TRÊN 500 NGƯỜI", "count", ">", "500"),
        ("trªn 96%", "percent", ">", "96"),
        ("từ 95% trở lên", "percent", ">=", "95"),
        ("5 người trở lên", "count", ">=", "5"),
        ("ít nhất 5", "count", ">=", "5"),
        ("tối thiểu 5", "count", ">=", "5"),
        ("không dưới 5", "count", ">=", "5"),
        (">= 5", "count", ">=", "5"),
        ("≥5", "count", ">=", "5"),
        ("500+", "count", ">=", "500"),
        ("500+ người", "count", ">=", "500"),
        ("dưới 1,5%", "percent", "<", "1.5"),
        ("chưa đến 10", "count", "<", "10"),
        ("<3", "count", "<", "3"),
        ("d\u00adíi 5", "count", "<", "5"),
        ("không quá 5", "count", "<=", "5"),
        ("tối đa 5", "count", "<=", "5"),
        ("từ 5 trở xuống", "count", "<=", "5"),
        ("≤ 5", "count", "<=", "5"),
        ("khoảng 100", "count", "≈", "100"),
        ("trên dưới 100", "count", "≈", "100"),
        ("~100", "count", "≈", "100"),
        ("gần 4.500", "count", "≈<", "4500"),
        ("gần 4.500 lượt người", "count", "≈<", "4500"),
    ],
)
def test_words_of_comparison_are_kept(text: str, kind: Kind, comparator: str, value: str) -> None:
    number = read(text, kind)
    assert (number.comparator, number.value) == (comparator, Decimal(value))


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("", "count", "trống"),
        ("abc", "count", "là chữ"),
        ("đã hoàn thành", "count", "là chữ"),
        ("5 nữa", "count", "'nữa'"),
        ("12 (5 nữ)", "count", "Không hiểu"),
        ("5 (sáu)", "count", "Không hiểu"),
        ("5*", "count", "Không hiểu"),
        ("500 + người", "count", "Không hiểu"),
        ("5+3", "count", "Không hiểu"),
        ("12.", "count", "Không hiểu"),
        (".5", "percent", "viết đúng"),
        ("2e5", "count", "Không hiểu"),
        ("1l", "count", "Không hiểu"),
        ("I.5", "percent", "viết đúng"),
        ("14/21", "count", "phân số"),
        ("khoảng 1/2", "count", "phân số"),
        ("30/6/2021", "count", "ngày tháng"),
        ("30.6.2021", "count", "ngày tháng"),
        ("30-06-21", "count", "ngày tháng"),
        ("6/2021", "count", "ngày tháng"),
        ("2021-06-30", "count", "ngày tháng"),
        ("2021-06-30 00:00:00", "count", "ngày tháng"),
        ("8:30", "count", "giờ"),
        ("8h30", "count", "giờ"),
        ("5-10", "count", "khoảng"),
        ("5 – 10%", "percent", "khoảng"),
        ("từ 5 đến 10", "count", "khoảng"),
        ("- 5", "count", "gạch"),
        ("1,5", "count", "số nguyên"),
        ("0,5 đồng", "money", "số nguyên"),
        ("1.23.456", "count", "viết đúng"),
        ("12.34.567", "count", "viết đúng"),
        ("1,234,5", "ratio", "viết đúng"),
        ("1.234.5", "ratio", "viết đúng"),
        ("0.123.456", "count", "viết đúng"),
        ("1 23", "count", "viết đúng"),
        ("12 5", "count", "viết đúng"),
        ("1. 234", "count", "viết đúng"),
        ("5%", "count", "phần trăm"),
        ("45 đồng", "count", "tiền"),
        ("12 người", "money", "số tiền"),
        ("12 người", "percent", "phần trăm"),
        ("1 triệu", "percent", "phần trăm"),
        ("1 tỷ 250", "money", "'250'"),
        ("1,5 tỷ 250 triệu", "money", "viết đúng"),
        ("250 triệu 1 tỷ", "money", "viết đúng"),
        ("1 tỷ 2000 triệu", "money", "viết đúng"),
        ("trên 95% trở lên", "percent", "so sánh"),
        ("một trăm hai", "count", "là chữ"),
        ("một nghìn hai", "count", "là chữ"),
        ("hai mốt", "count", "là chữ"),
        ("mười năm", "count", "là chữ"),
        ("năm 2021", "count", "'2021'"),
        ("một số lớp", "count", "'số lớp'"),
        ("không báo cáo", "count", "là chữ"),
        ("(ba)", "count", "là chữ"),
        ("9" * 19, "count", "nhiều chữ số"),
        ("0," + "1" * 30, "percent", "nhiều chữ số"),
        ("9999999999 tỷ", "money", "nhiều chữ số"),
        ("5 " * 100, "count", "đoạn văn"),
    ],
)
def test_what_is_not_one_number_is_refused_with_the_reason(text: str, kind: Kind, reason: str) -> None:
    with pytest.raises(NotANumberError) as refused:
        read(text, kind)
    assert not isinstance(refused.value, AmbiguousNumberError)
    assert reason in refused.value.detail_vi


@pytest.mark.parametrize(
    ("text", "kind", "maximum", "convention", "value"),
    [
        # The unit decides: a count has no decimals, a percentage no thousands.
        ("1.234", "count", 100, None, "1234"),
        ("1.234", "count", 10_000, "comma_decimal", "1234"),
        ("96.125", "percent", 100, "comma_decimal", "96.125"),
        # The range decides.
        ("1.234", "ratio", 100, None, "1.234"),
        # The rest of the column decides.
        ("1.234", "ratio", 10_000, "comma_decimal", "1234"),
        ("1.234", "ratio", 10_000, "dot_decimal", "1.234"),
        ("1,234", "ratio", 10_000, "comma_decimal", "1.234"),
        ("1.234 triệu", "money", 10**13, "comma_decimal", "1234000000"),
        # Nothing to decide.
        ("1.234.567", "ratio", 10, None, "1234567"),
        ("0.125", "ratio", 10_000, "comma_decimal", "0.125"),
        ("1234.567", "ratio", 10_000, "comma_decimal", "1234.567"),
    ],
)
def test_unit_range_and_column_settle_what_a_separator_means(
    text: str, kind: Kind, maximum: int, convention: Convention | None, value: str
) -> None:
    assert read(text, kind, maximum=maximum, convention=convention).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "kind", "maximum", "convention", "readings"),
    [
        ("1.234", "ratio", 10_000, None, ("1.234", "1234")),
        ("1,234", "ratio", 10_000, None, ("1.234", "1234")),
        ("1.234 triệu", "money", 10**13, None, ("1234000", "1234000000")),
        # Two witnesses that disagree: what is counted whole stands in a column of dots before decimals.
        ("7.082", "count", 10_000, "dot_decimal", ("7.082", "7082")),
        ("7,082", "count", 10, "comma_decimal", ("7.082", "7082")),
        ("7.082", "count", 10_000, "mixed", ("7.082", "7082")),
        ("12.000", "count", 10_000, None, ("12", "12000")),
        ("12.000", "count", 100_000, "dot_decimal", ("12", "12000")),
        ("1.234", "percent", 10_000, "comma_decimal", ("1.234", "1234")),
        ("1.234", "ratio", 100, "comma_decimal", ("1.234", "1234")),
        # The range does not tell of multiples.
        ("1.234 triệu", "money", 10_000_000, None, ("1234000", "1234000000")),
        # Neither can be true.
        ("1.234", "ratio", 1, None, ("1.234", "1234")),
    ],
)
def test_two_readings_are_refused_with_both(
    text: str, kind: Kind, maximum: int, convention: Convention | None, readings: tuple[str, str]
) -> None:
    with pytest.raises(AmbiguousNumberError) as refused:
        read(text, kind, maximum=maximum, convention=convention)
    assert refused.value.readings == tuple(map(Decimal, readings))
    assert all(reading.replace(".", ",") in refused.value.detail_vi for reading in readings)


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [("1039861.23", 2, "1039861.23"), ("94465977,1", 1, "94465977.1"), ("12,5", 1, "12.5"), ("7.082", 2, "7082")],
)
def test_an_indicator_with_decimals_takes_them_as_text(text: str, decimals: int, value: str) -> None:
    number = parse_number(text, decimals=decimals, is_percent=False, is_money=False, minimum=Decimal(0), maximum=Decimal(10**9))
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("650", "650000000", None),
        ("1,5", "1500000", None),
        ("-2", "-2000000", None),
        ("bảy", "7000000", None),
        ("1,5 triệu đồng", "1500000", "đồng"),
        ("2 tỷ", "2000000000", ""),
        ("650 đồng", "650", "đồng"),
    ],
)
def test_a_multiple_counts_unless_the_text_says_its_own_measure(text: str, value: str, measure: str | None) -> None:
    number = parse_number(
        text,
        decimals=0,
        is_percent=False,
        is_money=True,
        minimum=Decimal(0),
        maximum=Decimal(10**12),
        multiplier=Decimal(10**6),
    )
    assert (number.value, number.measure) == (Decimal(value), measure)


@pytest.mark.parametrize("label", ["Nghị quyết 18-NQ/TW", "giai đoạn 2020-2025", "Nghị quyết số 18-NQ/TW ngày 25-10-2017"])
def test_a_label_with_a_hyphen_and_figures_is_no_range(label: str) -> None:
    with pytest.raises(NotANumberError) as refused:
        read(label)
    assert "khoảng" not in refused.value.detail_vi


def test_a_value_out_of_range_is_still_the_value() -> None:
    assert read("500", maximum=1).value == 500
    assert read("-5").value == -5
    assert read("150%", "percent").value == 150


@pytest.mark.parametrize("error", [NotANumberError("Ô trống"), AmbiguousNumberError("hai số", (Decimal(1), Decimal(1000)))])
def test_errors_cross_processes(error: NotANumberError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), vars(copy)) == (type(error), vars(error))


def grouped(digits: str, separator: str) -> str:
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", separator, digits)


@given(st.integers(0, 10**12), st.sampled_from(["", ".", ",", " ", "\u00a0"]), st.sampled_from(["", " người", " lượt"]))
def test_a_whole_number_comes_back_in_every_notation(value: int, separator: str, unit: str) -> None:
    assert read(grouped(str(value), separator) + unit).value == value


@given(
    st.decimals(min_value=0, max_value=10**9, places=3),
    st.integers(0, 3),
    st.sampled_from(
        [("comma_decimal", "."), ("comma_decimal", " "), ("comma_decimal", ""), ("dot_decimal", ","), ("dot_decimal", "")]
    ),
)
def test_a_decimal_comes_back_when_its_column_is_known(value: Decimal, places: int, notation: tuple[Convention, str]) -> None:
    convention, group = notation
    value = round(value, places)
    whole, _, decimals = f"{value:f}".partition(".")
    mark = "," if convention == "comma_decimal" else "."
    text = grouped(whole, group) + (mark + decimals if decimals else "")
    assert read(text, "ratio", convention=convention).value == value


@given(
    st.decimals(min_value=0, max_value=100, places=3),
    st.integers(0, 3),
    st.sampled_from(".,"),
    st.sampled_from(["", "%", " %"]),
)
def test_a_percentage_comes_back_with_comma_and_with_dot(value: Decimal, places: int, mark: str, sign: str) -> None:
    value = round(value, places)
    assert read(f"{value:f}".replace(".", mark) + sign, "percent").value == value


DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def spelled(value: int, *, is_first: bool = True) -> str:
    """The number as a cashier spells it."""
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if value >= scale:
            rest = f" {spelled(value % scale, is_first=False)}" if value % scale else ""
            return f"{spelled(value // scale, is_first=is_first)} {name}{rest}"
    hundreds, tens, units = value // 100, value // 10 % 10, value % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or not is_first else []
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens:
        words.append("mười")
    elif words and units:
        words.append("linh")
    if units or not value:
        words.append({1: "mốt"}.get(units, DIGITS[units]) if tens > 1 else DIGITS[units])
    if units == 5 and tens:
        words[-1] = "lăm"
    return " ".join(words)


@given(st.integers(0, 999_999_999_999))
def test_a_number_in_words_comes_back(value: int) -> None:
    assert read(spelled(value)).value == value


@given(st.text(string.ascii_letters + "đâêôơưáàãạ .,-", max_size=30))
def test_letters_are_never_a_number(text: str) -> None:
    assume(not {*DIGITS, "mười"} & set(text.lower().split()))
    with pytest.raises(NotANumberError):
        read(text)


WORDS = """
trên gần từ đến trở lên không quá một hai mươi trăm triệu tỷ nghìn đồng người % + - ( ) / = > < ~ . , 5 03 1.234 12,5 O l
"""
words = st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join)


@given(st.one_of(st.text(max_size=30), st.text("0123456789.,-() %OlI", max_size=12), words))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for kind in ("count", "percent", "money", "ratio"):
        try:
            number = read(text, kind)
        except NotANumberError:
            continue
        assert number.value.adjusted() < 18


@given(st.text("0123456789., ", min_size=1, max_size=12))
def test_no_digit_is_lost_or_added(text: str) -> None:
    try:
        number = read(text, "ratio", convention="comma_decimal")
    except NotANumberError:
        return
    assert re.sub("[^0-9]", "", f"{number.value:f}").strip("0") == re.sub("[^0-9]", "", text).strip("0")
