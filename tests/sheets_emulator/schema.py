"""Google's discovery documents.

Which requests there are, what may be in them and in their answers.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]
Keys = tuple[str | int, ...]
Fitting = set[tuple[int, int]]
"""Schema and object, as their ids, of what was found to fit."""
"""The names and numbers that lead to a value inside a JSON document."""


class ApiError(Exception):
    """An answer that is not 2xx, in the form of Google's error bodies (AIP-193)."""

    def __init__(
        self, code: int, message: str, status: str, details: list[Json] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.body: Json = {"error": {"code": code, "message": message, "status": status}}
        if details:
            self.body["error"]["details"] = details


def invalid(message: str) -> ApiError:
    return ApiError(400, message, "INVALID_ARGUMENT")


def _violation(field: str, text: str) -> ApiError:
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": field, "description": text}],
    }
    return ApiError(400, text, "INVALID_ARGUMENT", [detail])


@dataclass(frozen=True)
class Call:
    """A request that the discovery document knows.

    `name` like `spreadsheets.values.get`, its path and query parameters.
    """

    name: str
    method: Mapping[str, Any]
    path: Mapping[str, str]
    query: Mapping[str, list[str]]

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def true(self, name: str) -> bool:
        return self.one(name).lower() in ("true", "1")


class Discovery:
    """One API: `sheets.v4` or `drive.v3`."""

    def __init__(self, name: str) -> None:
        documents = importlib.resources.files("googleapiclient.discovery_cache") / "documents"
        self.document: Json = json.loads((documents / f"{name}.json").read_text(encoding="utf-8"))
        self.schemas: Json = self.document["schemas"]
        self.strict = name.startswith("sheets")
        self._methods = [
            (*_pattern(self.document["servicePath"], m), name, m)
            for name, m in _methods(self.document["resources"])
        ]

    def route(self, verb: str, path: str, query: Mapping[str, list[str]]) -> Call | None:
        """What a request asks for; None if this API has no such request."""
        for http, pattern, name, method in self._methods:
            found = pattern.fullmatch(path) if http == verb else None
            if found:
                known = set(method.get("parameters", {})) | set(self.document["parameters"])
                for key in query.keys() - known if self.strict else ():
                    raise invalid(
                        f'Invalid JSON payload received. Unknown name "{key}": '
                        "Cannot bind query parameter. "
                        f"Field '{key}' could not be found in request message."
                    )
                return Call(
                    name,
                    method,
                    {key: unquote(value) for key, value in found.groupdict().items()},
                    query,
                )
        return None

    def check_body(self, call: Call, body: Any) -> None:
        """Refuse a body with unknown names or values of the wrong type, as Google does.

        Null is as if it were not there.
        """
        reference = call.method.get("request", {}).get("$ref")
        if reference:
            self._check(
                self.schemas[reference],
                body,
                ("data",) if reference == "ValueRange" else (),
                fail=_violation,
                fitting=set(),
            )

    def check_answer(self, call: Call, answer: Any) -> None:
        """Whether our own answer is one that Google could give; AssertionError if not."""
        reference = call.method.get("response", {}).get("$ref")
        if reference and answer is not None:
            self._check(
                self.schemas[reference],
                answer,
                (),
                fail=lambda field, text: AssertionError(f"{field}: {text}"),
                fitting=set(),
            )

    def _check(
        self, schema: Mapping[str, Any], value: Any, path: Keys, fail: Any, fitting: Fitting
    ) -> None:
        """Refuse what does not fit; what is one object is looked at once."""
        if value is None:
            return
        if "$ref" in schema:
            self._check(self.schemas[schema["$ref"]], value, path, fail, fitting)
            return
        kind = schema["type"]
        if kind == "object" and (id(schema), id(value)) not in fitting:
            self._check_object(schema, value, path, fail, fitting)
            fitting.add((id(schema), id(value)))
        elif kind == "object":
            return
        elif kind == "array":
            if not isinstance(value, list):
                raise _wrong_value(
                    path, "type.googleapis.com/google.protobuf.ListValue", value, fail
                )
            for index, item in enumerate(value):
                self._check(schema["items"], item, (*path, index), fail, fitting)
        elif not _fits(kind, schema, value):
            raise _wrong_value(
                path, _TYPES.get(schema.get("format", ""), kind.upper()), value, fail
            )

    def _check_object(
        self, schema: Mapping[str, Any], value: Any, path: Keys, fail: Any, fitting: Fitting
    ) -> None:
        if not isinstance(value, dict):
            raise _wrong_value(path, "object", value, fail)
        properties, more = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            known = properties.get(key) or properties.get(_camel(key)) or more
            if known is None and not self.strict:
                continue  # Drive passes over what it does not know
            if known is None:
                at = f" at '{_written(path)}'" if path else ""
                raise fail(
                    _written(path),
                    f'Invalid JSON payload received. Unknown name "{key}"{at}: Cannot find field.',
                )
            self._check(known, item, (*path, key), fail, fitting)


def _wrong_value(path: Keys, kind: str, value: Any, fail: Any) -> Exception:
    shown = json.dumps(value, ensure_ascii=False)
    made: Exception = fail(_written(path), f"Invalid value at '{_written(path)}' ({kind}), {shown}")
    return made


def _written(path: Keys) -> str:
    """A place as Google writes it: `requests[0].add_sheet.properties`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_snake(part)}" for part in path]
    return "".join(parts).removeprefix(".")


@functools.cache
def discovery(name: str) -> Discovery:
    return Discovery(name)


_TYPES = {
    "int32": "TYPE_INT32",
    "int64": "TYPE_INT64",
    "double": "TYPE_DOUBLE",
    "float": "TYPE_FLOAT",
}


def _fits(kind: str, schema: Mapping[str, Any], value: Any) -> bool:
    if kind == "string":
        return isinstance(value, str) and ("enum" not in schema or value in schema["enum"])
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return kind == "any" or isinstance(value, bool)


def _methods(resources: Json, above: str = "") -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = []
    for name, resource in resources.items():
        found += [
            (f"{above}{name}.{verb}", method)
            for verb, method in resource.get("methods", {}).items()
        ]
        found += _methods(resource.get("resources", {}), f"{above}{name}.")
    return found


def _pattern(base: str, method: Json) -> tuple[str, re.Pattern[str]]:
    path = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/:]+)", re.escape(f"/{base}{method['path']}"))
    path = path.replace("(?P<range>[^/:]+)", "(?P<range>[^/]+?)")
    return method["httpMethod"], re.compile(path)


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: "_" + found[0].lower(), name)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
