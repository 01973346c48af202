"""Texts of .ods keep the breaks that part their lines."""

import pytest

from pipelines.language.text_marks import written
from pipelines.workbooks.open_document_looks import OdsLooks, _looks_in


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:p>5<text:tab/>800</text:p>", "5\t800"),
        ("<text:p>650<text:line-break/>700</text:p>", "650\n700"),
        ("\n <text:p>5<text:line-break/>8</text:p>\n<text:p>00</text:p>\n", "5\n8\n00"),
        ("<text:p>650</text:p><text:p>700</text:p>", ""),
        ("<text:p>650</text:p>", ""),
    ],
)
def test_a_break_that_would_be_lost_is_put_back(body: str, text: str) -> None:
    assert written(OdsLooks().runs(body, "")) == text


def test_rows_and_columns_too_thin_to_see_are_known_by_their_styles() -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xml = (
        f'<x xmlns:style="{space}">'
        '<style:style style:name="co1" style:family="table-column"><style:table-column-properties style:column-width="0in"/>'
        '</style:style><style:style style:name="ro1" style:family="table-row"><style:table-row-properties'
        ' style:row-height="0.2mm"/></style:style><style:style style:name="ro2" style:family="table-row">'
        '<style:table-row-properties style:row-height="5mm"/></style:style></x>'
    )
    assert _looks_in(xml, "").thin == {"co1", "ro1"}
