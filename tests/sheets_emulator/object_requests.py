"""Requests about what lies over the cells: filters, rules, charts, protections, names, metadata."""

from __future__ import annotations

from typing import Any

from tests.sheets_emulator import fields
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.request_rules import (
    PROTECTED,
    as_range,
    at,
    change,
    may_edit,
    new_id,
    without_zero,
)
from tests.sheets_emulator.schema import Json, invalid


@change
def set_basic_filter(book: Spreadsheet, asked: Json, who: str) -> None:
    tab, area = at(book, asked["filter"].get("range", {}), who)
    tab.extras["basicFilter"] = asked["filter"] | {"range": as_range(tab, area)}


@change
def clear_basic_filter(book: Spreadsheet, asked: Json, who: str) -> None:
    book.tab(asked.get("sheetId", 0)).extras.pop("basicFilter", None)


@change
def add_conditional_format_rule(book: Spreadsheet, asked: Json, who: str) -> None:
    rule = asked["rule"]
    tab, _ = at(book, rule["ranges"][0], who)
    rules = tab.extras.setdefault("conditionalFormats", [])
    place = asked.get("index", 0)
    if place > len(rules):
        raise invalid(f"index[{place}] must not be after the last rule[{len(rules)}]")
    rules.insert(place, rule)


@change
def delete_conditional_format_rule(book: Spreadsheet, asked: Json, who: str) -> Json:
    rules = book.tab(asked.get("sheetId", 0)).extras.get("conditionalFormats", [])
    if asked.get("index", 0) >= len(rules):
        raise invalid(
            f"No conditional format on sheet: {asked.get('sheetId', 0)} "
            f"at index: {asked.get('index', 0)}"
        )
    return {"rule": rules.pop(asked.get("index", 0))}


@change
def add_chart(book: Spreadsheet, asked: Json, who: str) -> Json:
    chart: Json = dict(asked["chart"])
    position = chart.get("position", {})
    sheet_id = position.get("overlayPosition", {}).get("anchorCell", {}).get("sheetId", 0)
    tab = book.tab(sheet_id)
    taken = {int(other["chartId"]) for each in book.tabs for other in each.extras.get("charts", [])}
    chart.setdefault("chartId", new_id(taken))
    if chart["chartId"] in taken:
        raise invalid(f"Chart with ID {chart['chartId']} already exists.")
    for source in _sources(chart["spec"]):
        at(book, source, writes=False)
    tab.extras.setdefault("charts", []).append(chart)
    return {"chart": chart}


def _sources(value: Any) -> list[Json]:
    if isinstance(value, dict):
        own = value["sourceRange"]["sources"] if "sourceRange" in value else []
        return own + [found for item in value.values() for found in _sources(item)]
    return [found for item in value for found in _sources(item)] if isinstance(value, list) else []


@change
def delete_embedded_object(book: Spreadsheet, asked: Json, who: str) -> None:
    for tab in book.tabs:
        charts = tab.extras.get("charts", [])
        kept = [chart for chart in charts if chart["chartId"] != asked["objectId"]]
        if len(kept) < len(charts):
            tab.extras["charts"] = kept
            return
    raise invalid(f"No embedded object with id: {asked['objectId']}")


@change
def add_protected_range(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["protectedRange"]
    tab, _ = at(book, wanted.get("range", {}), who)
    taken = {
        int(other["protectedRangeId"])
        for each in book.tabs
        for other in each.extras.get("protectedRanges", [])
    }
    made = {
        key: value
        for key, value in wanted.items()
        if value not in (None, False, [], {}) and key != "requestingUserCanEdit"
    }
    made.setdefault("protectedRangeId", new_id(taken))
    if made["protectedRangeId"] in taken:
        raise invalid(f"Protected range with ID {made['protectedRangeId']} already exists.")
    made["range"] = without_zero(wanted.get("range", {}))
    tab.extras.setdefault("protectedRanges", []).append(made)
    made["editors"] = {"users": sorted({*made.get("editors", {}).get("users", []), who})}
    shown = {"editors": {key: value for key, value in wanted.get("editors", {}).items() if value}}
    answer = {key: value for key, value in made.items() if key != "editors"}
    return {"protectedRange": answer | {"requestingUserCanEdit": True} | shown}


@change
def delete_protected_range(book: Spreadsheet, asked: Json, who: str) -> None:
    for tab in book.tabs:
        ranges = tab.extras.get("protectedRanges", [])
        for found in [
            each for each in ranges if each["protectedRangeId"] == asked["protectedRangeId"]
        ]:
            if not may_edit(book, found, who) and not found.get("warningOnly"):
                raise invalid(PROTECTED)
            ranges.remove(found)
            return
    raise invalid(f"No protected range with id: {asked['protectedRangeId']}")


@change
def add_named_range(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["namedRange"]
    at(book, wanted.get("range", {}), writes=False)
    if any(named["name"].casefold() == wanted["name"].casefold() for named in book.named_ranges):
        raise invalid(f'A named range with the name "{wanted["name"]}" already exists.')
    taken = {
        int(named["namedRangeId"]) for named in book.named_ranges if named["namedRangeId"].isdigit()
    }
    made = (
        {"namedRangeId": str(new_id(taken))}
        | wanted
        | {"range": without_zero(wanted.get("range", {}))}
    )
    book.named_ranges.append(made)
    return {"namedRange": made}


@change
def update_named_range(book: Spreadsheet, asked: Json, who: str) -> None:
    wanted = asked["namedRange"]
    place = _named(book, wanted["namedRangeId"])
    made = fields.update(book.named_ranges[place], wanted, fields.parse(asked["fields"]))
    book.named_ranges[place] = made | {"range": without_zero(made["range"])}


@change
def delete_named_range(book: Spreadsheet, asked: Json, who: str) -> None:
    del book.named_ranges[_named(book, asked["namedRangeId"])]


def _named(book: Spreadsheet, id_: str) -> int:
    found = next(
        (place for place, named in enumerate(book.named_ranges) if named["namedRangeId"] == id_),
        None,
    )
    if found is None:
        raise invalid(f"No named range with id: {id_}")
    return found


@change
def create_developer_metadata(book: Spreadsheet, asked: Json, who: str) -> Json:
    made = {"visibility": "DOCUMENT"} | asked["developerMetadata"]
    holders = [book.metadata, *(tab.extras.get("developerMetadata", []) for tab in book.tabs)]
    taken = {int(item["metadataId"]) for holder in holders for item in holder}
    made.setdefault("metadataId", new_id(taken))
    if made["metadataId"] in taken:
        raise invalid(f"Developer metadata with ID {made['metadataId']} already exists.")
    if "sheetId" in made["location"]:
        made["location"] = {"locationType": "SHEET"} | made["location"]
        book.tab(made["location"]["sheetId"]).extras.setdefault("developerMetadata", []).append(
            made
        )
    else:
        made["location"] = {"locationType": "SPREADSHEET"} | made["location"]
        book.metadata.append(made)
    return {"developerMetadata": made}


@change
def delete_developer_metadata(book: Spreadsheet, asked: Json, who: str) -> Json:
    wanted = asked["dataFilter"].get("developerMetadataLookup", {})
    gone = []
    for holder in [book.metadata, *(tab.extras.get("developerMetadata", []) for tab in book.tabs)]:
        for item in list(holder):
            same = all(
                item.get(key) == wanted[key]
                for key in ("metadataId", "metadataKey", "metadataValue")
                if key in wanted
            )
            where = wanted.get("metadataLocation", {}).get("sheetId")
            if same and (where is None or item["location"].get("sheetId") == where):
                holder.remove(item)
                gone.append(item)
    return {"deletedDeveloperMetadata": gone} if gone else {}
