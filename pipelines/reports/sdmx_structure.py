"""What the SDMX files are made of, as SDMX-JSON: concepts, code lists, and for each file its data structure and dataflow.

Imported only where there is something to write: pysdmx is slow to import, and no night needs it that changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.dataflow import Group
from pysdmx.model.message import Header

from pipelines.reports.sdmx_concepts import AXIS, CONCEPTS, MEASURES, OF_SUBJECT, SUBJECTS, VERSION, is_dimension

_ID, _SCHEME = "unit-returns", "CS_UNIT_RETURNS"
_MODEL = "urn:sdmx:org.sdmx.infomodel"
_TYPES = {"BOOLEAN": DataType.BOOLEAN, "BIGINT": DataType.LONG, "INTEGER": DataType.INTEGER, "VARCHAR": DataType.STRING}
"""Type in DuckDB → type of a component that has no codes; decimals are decimals."""


class Office(NamedTuple):
    """Who maintains the structures."""

    id: str
    name: str


def structure_message(
    office: Office,
    at: datetime,
    flows: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, tuple[str, str]],
    codes: Mapping[str, Iterable[tuple[str, str, str | None]]],
) -> bytes:
    """SDMX-JSON 2.0 structure message of these dataflows.

    Args:
        office: who maintains them.
        at: when they were prepared (UTC).
        flows: dataflow → its columns, in order, with their types in DuckDB.
        titles: dataflow and concept → its name and what it says.
        codes: list → its codes: id, name, and what else is said of it.
    """
    used = list(dict.fromkeys(column for columns in flows.values() for column in columns))
    lists = sorted({_list_of(column) for column in used} - {""})
    structures = [
        *(_codelist(office.id, list_id, codes[list_id]) for list_id in lists),
        ConceptScheme(
            id=_SCHEME,
            name=office.name,
            agency=office.id,
            version=VERSION,
            items=tuple(Concept(id=column, name=titles[column][0], description=titles[column][1] or None) for column in used),
        ),
        *(_structure(office.id, flow, columns, titles[flow]) for flow, columns in flows.items()),
        *(_dataflow(office.id, flow, titles[flow]) for flow in flows),
    ]
    # Readers look for the format in the first letters of a message: no name in front, no line breaks.
    header = Header(id=_ID, prepared=at.replace(tzinfo=UTC), sender=Organisation(id=office.id))
    said = write(structures, header=header, prettyprint=False)
    assert said is not None
    return said.encode()


def _list_of(column: str) -> str:
    """List of a component's codes, as the codes have it; empty where it has none."""
    return column if column.startswith(AXIS) else CONCEPTS[column].codes


def _id_of(list_id: str) -> str:
    return f"CL_{list_id if list_id.startswith(AXIS) else list_id.upper()}"


def _codelist(agency: str, list_id: str, codes: Iterable[tuple[str, str, str | None]]) -> Codelist:
    items = tuple(Code(id=code, name=name, description=description) for code, name, description in codes)
    return Codelist(id=_id_of(list_id), name=list_id, agency=agency, version=VERSION, items=items)


def _structure(agency: str, flow: str, columns: Mapping[str, str], title: tuple[str, str]) -> DataStructureDefinition:
    subject = next(each for each in SUBJECTS if each in columns)
    return DataStructureDefinition(
        id=flow,
        name=title[0],
        description=title[1],
        agency=agency,
        version=VERSION,
        # pysdmx writes an empty list of groups, which the schema of SDMX-JSON refuses: what is about one subject is a group.
        groups=(Group(subject, dimensions=(subject,)),),
        components=Components([_component(agency, column, kind, subject) for column, kind in columns.items()]),
    )


def _component(agency: str, column: str, kind: str, subject: str) -> Component:
    concept = ItemReference(sdmx_type="Concept", agency=agency, id=_SCHEME, version=VERSION, item_id=column)
    codes = _list_of(column)
    if is_dimension(column):
        role, attached = Role.DIMENSION, None
    elif column in MEASURES:
        role, attached = Role.MEASURE, None
    else:
        role, attached = Role.ATTRIBUTE, subject if column in OF_SUBJECT else "O"
    own = DataType.PERIOD if column == "TIME_PERIOD" else _TYPES.get(kind, DataType.DECIMAL)
    return Component(
        id=column,
        required=role is Role.DIMENSION,
        role=role,
        concept=concept,
        local_dtype=None if codes else own,
        attachment_level=attached,
        local_enum_ref=f"{_MODEL}.codelist.Codelist={agency}:{_id_of(codes)}({VERSION})" if codes else None,
    )


def _dataflow(agency: str, flow: str, title: tuple[str, str]) -> Dataflow:
    return Dataflow(
        id=flow,
        name=title[0],
        description=title[1],
        agency=agency,
        version=VERSION,
        structure=f"{_MODEL}.datastructure.DataStructure={agency}:{flow}({VERSION})",
    )
