"""The plain doors of a candidate's browser in the description of the API: drf-spectacular sees DRF views alone."""

from typing import Any

from exam_platform.sittings.changes import HIGHEST_POSITION, HIGHEST_SEQ

SEQS = {"type": "array", "items": {"type": "integer"}}
TIME = {"type": "string", "format": "date-time"}
CHANGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["seq", "position", "answer"],
    "properties": {
        "seq": {"type": "integer", "minimum": 1, "maximum": HIGHEST_SEQ},
        "position": {"type": "integer", "minimum": 1, "maximum": HIGHEST_POSITION},
        "answer": {"type": "array", "items": {"type": "string"}, "nullable": True},
        "flagged": {"type": "boolean", "default": False},
    },
}
EVENT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["seq", "kind"],
    "properties": {
        "seq": {"type": "integer", "minimum": 1, "maximum": HIGHEST_SEQ},
        "kind": {"type": "string", "enum": ["blur", "device", "focus", "offline", "online", "reload"]},
        "at": {"type": "string", "maxLength": 40, "nullable": True},
        "detail": {"type": "object"},
    },
}
BATCH = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "changes": {"type": "array", "maxItems": 100, "items": CHANGE},
        "events": {"type": "array", "maxItems": 100, "items": EVENT},
    },
}
REFUSED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["seq", "position", "code"],
        "properties": {
            "seq": {"type": "integer"},
            "position": {"type": "integer", "nullable": True},
            "code": {"type": "string"},
        },
    },
}
SAVED = {"acked": SEQS, "refused": REFUSED, "server_time": TIME, "deadline": TIME}
SUBMITTED = {
    "state": {"type": "string", "enum": ["submitted"]},
    "receipt": {"type": "string"},
    "submitted_at": TIME,
    "acked": SEQS,
    "kept": SEQS,
    "refused": REFUSED,
}
ATTEMPT = {"in": "path", "name": "attempt", "required": True, "schema": {"type": "integer"}}
TOKEN = {"type": "http", "scheme": "Attempt", "description": "The token that starting the attempt gave."}


def describe_plain_doors(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    root = "/api/v1/attempts/{attempt}/"
    result["paths"][f"{root}responses/"] = {"put": _door("responses_save", "Save changes and events.", 200, SAVED)}
    result["paths"][f"{root}submission/"] = {"post": _door("submission_create", "Hand in, once.", 202, SUBMITTED)}
    result["components"].setdefault("securitySchemes", {})["attempt"] = TOKEN
    return result


def _door(name: str, description: str, status: int, properties: dict[str, Any]) -> dict[str, Any]:
    answer = {"type": "object", "required": sorted(properties), "properties": properties}
    return {
        "operationId": name,
        "description": description,
        "tags": ["attempts"],
        "parameters": [ATTEMPT],
        "security": [{"attempt": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": BATCH}}},
        "responses": {str(status): {"description": "", "content": {"application/json": {"schema": answer}}}},
    }
