"""The workbook part of a package: its sheets by name, in order, and the parts they lie in."""

from __future__ import annotations

from typing import NamedTuple

from sheets_sync.errors import Untouchable
from sheets_sync.workbooks.xlsx.parts.package import Package, Relationship
from sheets_sync.workbooks.xlsx.parts.xml_edit import Node, parse_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "purl.oclc.org"
_SIGNED = "digital-signature/origin"


class ListedSheet(NamedTuple):
    """A sheet as the workbook part lists it; `relation` None: it leads nowhere."""

    name: str
    node: Node
    relation: Relationship | None


class Book:
    """The workbook part of a package.

    Raises:
        Untouchable: it is not the part of a workbook.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        start = package.related("", "officeDocument")
        if start is None:
            raise Untouchable("patch.damaged")
        self.part = start.target
        self.load()

    def load(self) -> None:
        """Read the workbook part as it now is."""
        self.xml = self.package.read(self.part)
        self.root = parse_xml(self.xml)
        sheets = self.root.first("sheets")
        if sheets is None:
            raise Untouchable("patch.damaged")
        self.sheets = sheets
        relations = self.package.relationships(self.part)
        self.listed = [
            ListedSheet(node.attributes.get("name", ""), node, relations.get(node.relation()))
            for node in sheets.all("sheet")
        ]

    def sheet_part(self, name: str) -> str | None:
        """The part of the worksheet of that name; None for no sheet, or one of another kind."""
        for sheet in self.listed:
            relation = sheet.relation
            if sheet.name != name or relation is None or relation.short != "worksheet":
                continue
            if self.package.find(relation.target):
                return relation.target
        return None

    def position(self, name: str) -> int:
        """Position of the sheet of that name among the sheets, from 0."""
        return [sheet.name for sheet in self.listed].index(name)

    @property
    def counts_from_1904(self) -> bool:
        """True if its days count from 1 January 1904, as on old Macs (§ 18.2.28)."""
        properties = self.root.first("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in ("1", "true")

    def refuse_untouchable(self) -> None:
        """Raise `Untouchable` where a change could do harm.

        That is where the workbook is signed, strict, shared the old way, or not as it should be.
        """
        if self.package.is_odd:
            raise Untouchable("patch.damaged")
        if any(r.kind.endswith(_SIGNED) for r in self.package.relationships("").values()):
            raise Untouchable("patch.signed")
        # `xmlns:x` declares the namespace of `x:workbook`, `xmlns` that of `workbook`.
        declaration = f"xmlns:{self.root.prefix}".removesuffix(":")
        namespace = self.root.attributes.get(declaration, "")
        if _STRICT in namespace:
            raise Untouchable("patch.strict")
        if namespace != _MAIN:
            raise Untouchable("patch.damaged")
        # Shared the old way, the workbook has a log of changes that ours would not be in.
        if any(
            r.short == "revisionHeaders" for r in self.package.relationships(self.part).values()
        ):
            raise Untouchable("patch.shared")
