"""The OpenAPI description as a page that needs neither scripts nor another host: what its template shows."""

from itertools import groupby
from typing import Any, TypedDict

ROOT = "/api/v1/"


class Field(TypedDict):
    name: str
    type: str
    required: bool
    description: str


def type_name(schema: dict[str, Any]) -> str:
    """A schema in a few words: `string (date-time)`, `array of Question`, `"a" | "b"`."""
    if "$ref" in schema:
        return reference(schema)
    for combined in ("oneOf", "anyOf", "allOf"):
        if combined in schema:
            return " | ".join(filter(None, (type_name(each) for each in schema[combined])))
    if schema.get("type") == "array":
        return f"array of {type_name(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    form = f" ({schema['format']})" if "format" in schema else ""
    return f"{schema.get('type', 'any')}{form}"


def reference(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def fields(schema: dict[str, Any]) -> list[Field]:
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "type": type_name(each),
            "required": name in required,
            "description": each.get("description", ""),
        }
        for name, each in schema.get("properties", {}).items()
    ]


def body_of(content: dict[str, Any]) -> str:
    """The name of the schema that a request or an answer has, or "" when it has none of its own."""
    for kind in content.values():
        schema = kind.get("schema", {})
        return reference(schema) or reference(schema.get("items", {}))
    return ""


def call(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    summary, _, description = operation.get("description", "").partition("\n")
    return {
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary") or summary,
        "description": description.strip(),
        "parameters": [
            {
                "name": each["name"],
                "place": each["in"],
                "type": type_name(each.get("schema", {})),
                "required": each.get("required", False),
            }
            for each in operation.get("parameters", ())
        ],
        "body": body_of(operation.get("requestBody", {}).get("content", {})),
        "answers": [
            {"status": status, "schema": body_of(answer.get("content", {}))}
            for status, answer in operation.get("responses", {}).items()
        ],
    }


def page(description: dict[str, Any]) -> dict[str, Any]:
    """The template's context for an OpenAPI description."""
    calls = [
        call(path, method, operation)
        for path, methods in sorted(description["paths"].items())
        for method, operation in methods.items()
    ]

    def group_name(each: dict[str, Any]) -> str:
        return str(each["path"]).removeprefix(ROOT).split("/", 1)[0]

    schemas = description.get("components", {}).get("schemas", {})
    return {
        "title": description["info"]["title"],
        "groups": [{"name": name, "calls": list(group)} for name, group in groupby(calls, key=group_name)],
        "schemas": [{"name": name, "fields": fields(schema)} for name, schema in sorted(schemas.items())],
    }
