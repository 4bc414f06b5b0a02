"""What an item says is right, and how it is marked: taken where our kinds mark the same way, else refused. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from questions.formats.blocks import Unreadable
from questions.formats.qti.versions import standard_template
from questions.formats.qti.writing import SCORE
from questions.imports.xml_tree import Node

MATCH, MAP = "match_correct", "map_response"


@dataclass(frozen=True, slots=True)
class Mapping:
    weights: dict[str, float]
    default: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Response:
    """`correct`: its values in order, at least one."""

    identifier: str
    cardinality: str
    correct: list[str]
    mapping: Mapping | None


def responses_of(item: Node, *, verbatim: bool) -> dict[str, Response]:
    return {
        node.attributes.get("identifier", ""): _response(node, verbatim) for node in item.all("responseDeclaration")
    }


def _response(node: Node, verbatim: bool) -> Response:
    said = [one.text for one in node.first("correctResponse").all("value")]
    values = said if verbatim else [" ".join(one.split()) for one in said]
    if not any(value.strip() for value in values):
        raise Unreadable("key_missing", "没有标准答案(correctResponse)。")
    found = node.all("mapping")
    attributes = node.attributes
    mapping = _mapping(found[0]) if found else None
    return Response(attributes.get("identifier", ""), attributes.get("cardinality", ""), values, mapping)


def _mapping(node: Node) -> Mapping:
    weights = {
        entry.attributes.get("mapKey", ""): _number(entry.attributes.get("mappedValue", ""))
        for entry in node.all("mapEntry")
    }
    lower, upper = (
        _number(node.attributes[name]) if name in node.attributes else None for name in ("lowerBound", "upperBound")
    )
    return Mapping(weights, _number(node.attributes.get("defaultValue", "0")), lower, upper)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Unreadable("weight_unreadable", "映射(mapping)的权重应为数字。")
    return number


def processing_of(item: Node, responses: Sequence[str]) -> str:
    """MATCH, MAP, or "" where the item says nothing of marking. Raises Unreadable for rules of its own.

    `responses`: what is asked. A template of the standard marks the one RESPONSE; several are marked as the sum of what
    each is mapped to.
    """
    node = item.first("responseProcessing")
    if not node.elements:
        address = node.attributes.get("template", "")
        name = standard_template(address)
        if not address or (name in (MATCH, MAP) and len(responses) == 1):
            return name
    elif _adds_up(node, responses):
        return MAP
    raise Unreadable("processing_custom", "判分规则(responseProcessing)不是标准的 match_correct 或 map_response。")


def _adds_up(node: Node, responses: Sequence[str]) -> bool:
    rules = list(node.walk())[1:]
    names = [rule.name for rule in rules]
    added = [rule.attributes.get("identifier") for rule in rules[2:]]
    outcome = rules[0].attributes.get("identifier")
    return (
        names == ["setOutcomeValue", "sum", *["mapResponse"] * len(responses)]
        and outcome == SCORE
        and sorted(map(str, added)) == sorted(responses)
    )


def check_weights(
    response: Response, right: Sequence[str], others: Sequence[str], *, at_once: int = 1, penalty: bool = False
) -> None:
    """That all that is right weighs the same, and all else nothing; with `penalty`, that it takes as much away.

    So do our rules: a single choice and a blank are right or wrong, a pair earns its share, and an option of a multiple
    choice earns or takes away its share. `at_once`: how many values the whole answer has. Raises Unreadable.
    """
    mapping = response.mapping
    if mapping is None:
        raise Unreadable("mapping_missing", "判分方式是 map_response,却没有映射(mapping)。")
    worth = {mapping.weights.get(one, mapping.default) for one in right}
    lost = {mapping.weights.get(one, mapping.default) for one in others}
    most, floored = max(worth, default=0), mapping.lower == 0
    if penalty:
        same = lost <= {-most} and (floored or not lost)
    else:
        same = all(one == 0 or (one < 0 and floored and at_once == 1) for one in lost)
    bounded = (mapping.upper is not None and mapping.upper < most * at_once) or (mapping.lower or 0) > 0
    if not same or bounded or len(worth) != 1 or most <= 0:
        raise Unreadable("weights_unfit", "各答案的权重(mapping)与本平台的计分方式不能一一对应,不能导入。")
