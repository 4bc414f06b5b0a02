"""Every route of the URL configuration, with the methods that its view answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")
# Routers write regular expressions; the ids in ours are numbers, or the sha256 of what they name.
_ROUTERS_NUMBER = re.compile(r"\(\?P<(\w+)>\[0-9\]\{1,18\}\)")
_ROUTERS_HASH = re.compile(r"\(\?P<(\w+)>\[0-9a-f\]\{64\}\)")
_PARAMETER = re.compile(r"<(int|str|uuid|slug|path):(\w+)>")


@dataclass(frozen=True)
class Route:
    """`path` is a template: `/api/v1/exams/<int:exam_id>/`; `parameters` its names with their converters."""

    name: str
    path: str
    parameters: tuple[tuple[str, str], ...]
    methods: tuple[str, ...]

    def address(self, values: dict[str, Any]) -> str:
        path = self.path
        for name, kind in self.parameters:
            path = path.replace(f"<{kind}:{name}>", str(values.get(name, 1 if kind == "int" else "x")))
        return path


def routes() -> list[Route]:
    return list(_below("/", get_resolver().url_patterns))


def _below(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[Route]:
    for pattern in patterns:
        plain = _ROUTERS_HASH.sub(r"<str:\1>", _ROUTERS_NUMBER.sub(r"<int:\1>", str(pattern.pattern)))
        path = prefix + plain.removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _below(path, pattern.url_patterns)
        else:
            parameters = tuple((name, kind) for kind, name in _PARAMETER.findall(path))
            yield Route(pattern.name or "", path, parameters, _methods(pattern))


def _methods(pattern: URLPattern) -> tuple[str, ...]:
    """What the view's class has; of a plain function view, every method (it refuses what it does not answer)."""
    view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
    if view is None:
        return METHODS
    actions = getattr(pattern.callback, "actions", None)
    return tuple(method for method in METHODS if (method in actions if actions else hasattr(view, method)))
