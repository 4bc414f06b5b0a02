"""One item, in the names of version 2 → a draft: what it asks, what is right, what our own files keep. Pure."""

from collections.abc import Callable, Sequence

from questions.drafts import Draft
from questions.formats.answers import match, put_in_order, take_label, unfit_wordings
from questions.formats.blocks import Unreadable, options_of
from questions.formats.excel import FIELD_COLUMNS
from questions.formats.qti.markup import ASIDE, text_and_images, text_of
from questions.formats.qti.scoring import MAP, Response, check_weights, processing_of, responses_of
from questions.formats.qti.writing import EXPLANATION, FIELDS, TOOL, TRUE_FALSE
from questions.formats.rich_text import Image, remark
from questions.imports.xml_tree import Node
from questions.kinds import Problem, true_false

UNMARKED = "文件没有写明判分方法,按标准答案判分。"
WEIGHED = "原题按权重给部分分;在本平台由考试的计分规则决定。"
_ANY_CASE = "原题不分大小写,本平台区分大小写。"
# stands for every value that a mapping does not name
_ANY_OTHER = ""


def read_item(item: Node, draft: Draft, remarks: list[str]) -> tuple[list[Problem], list[Image]]:
    """Fills the draft; the pictures of its stem are the caller's to find. Raises Unreadable."""
    one = _Item(item, draft, remarks)
    return one.read(), one.images


class _Item:
    def __init__(self, item: Node, draft: Draft, remarks: list[str]) -> None:
        self.item, self.draft, self.remarks = item, draft, remarks
        self.own = item.attributes.get("toolName") == TOOL
        self.body = item.first("itemBody")
        self.asked = [node for node in self.body.walk() if node.name.endswith("Interaction")]
        self.images: list[Image] = []

    def read(self) -> list[Problem]:
        self.draft.stem, self.images = text_and_images(self.body, self.remarks, verbatim=self.own)
        self._refuse_what_changes()
        if not self.asked:
            raise Unreadable("no_answer", "题目没有作答的地方(interaction)。")
        names = {node.name for node in self.asked}
        if len(self.asked) > 1 and names != {"textEntryInteraction"}:
            raise Unreadable("several_interactions", "一道题里有几处作答,只有填空题可以这样导入。")
        take = _KINDS.get(self.asked[0].name)
        if take is None:
            raise Unreadable("kind_unsupported", f"不能导入的题型:{self.asked[0].name[:40]}。")
        declared = responses_of(self.item, verbatim=self.own)
        wanted = [node.attributes.get("responseIdentifier", "") for node in self.asked]
        if len(set(wanted)) != len(wanted) or not declared.keys() >= set(wanted):
            raise Unreadable("key_missing", "没有标准答案:作答的地方与 responseDeclaration 对应不上。")
        processing = processing_of(self.item, wanted)
        if not processing and take is not _take_text:
            remark(self.remarks, UNMARKED)
        problems = take(self, [declared[name] for name in wanted], processing == MAP)
        return problems + self._feedback()

    def text(self, node: Node) -> str:
        return text_of(node, self.remarks, verbatim=self.own)

    def _refuse_what_changes(self) -> None:
        if self.item.attributes.get("adaptive") == "true" or self.item.first("templateDeclaration").attributes:
            raise Unreadable("kind_unsupported", "自适应或含随机变量的试题不能导入。")
        if self.item.all("assessmentStimulusRef"):
            raise Unreadable("elsewhere", "题目的一部分内容在别处或由程序生成,不能导入。")

    def choices(self, holder: Node, name: str) -> dict[str, str]:
        """Their texts by identifier."""
        nodes = holder.all(name)
        found = {node.attributes.get("identifier", ""): self.text(node) for node in nodes}
        if len(found) != len(nodes):
            raise Unreadable("identifier_repeated", "有两个选项的标识(identifier)相同。")
        return found

    def _feedback(self) -> list[Problem]:
        """Our own files keep what QTI has no place for there; of others, the only one explains."""
        found, problems = self.item.all("modalFeedback"), list[Problem]()
        for node in found:
            name = node.attributes.get("identifier")
            if self.own and name == FIELDS:
                for paragraph in (one for one in node.walk() if one.name == "p"):
                    problems += self._field(self.text(paragraph))
            elif (self.own and name == EXPLANATION) or (not self.own and len(found) == 1):
                self.draft.explanation = self.text(node)
            else:
                remark(self.remarks, ASIDE)
        return problems

    def _field(self, said: str) -> list[Problem]:
        label, _, text = said.partition(":")
        if label == FIELD_COLUMNS["topic"]:
            self.draft.topic = text
        return take_label(self.draft, label, text)


def _take_choice(one: _Item, responses: Sequence[Response], mapped: bool) -> list[Problem]:
    """A choice, or a choice within a line."""
    (node,), (response,) = one.asked, responses
    name = "inlineChoice" if node.name == "inlineChoiceInteraction" else "simpleChoice"
    options, draft = one.choices(node, name), one.draft
    multiple = response.cardinality == "multiple"
    if mapped:
        others = [key for key in options if key not in response.correct]
        check_weights(response, response.correct, others, at_once=len(response.correct), penalty=multiple)
        if multiple:
            remark(one.remarks, WEIGHED)
    if not multiple and (word := _true_or_false(options, response.correct, one.own)):
        draft.kind, draft.key = "true_false", [word]
        return []
    draft.kind, draft.options = "multiple" if multiple else "single", options_of(list(options.values()))
    draft.key = sorted(draft.options[place]["letter"] for place in _places(response.correct, options))
    return []


def _true_or_false(options: dict[str, str], correct: Sequence[str], own: bool) -> str:
    """T or F, where the options are such a pair of words; our own files name the options so, too."""
    words = {name: true_false.read_key(text, {"stem": "", "options": []}).key for name, text in options.items()}
    if sorted(words.values()) != [["F"], ["T"]] or len(correct) != 1 or (own and options != TRUE_FALSE):
        return ""
    return words[correct[0]][0] if correct[0] in words else ""


def _take_order(one: _Item, responses: Sequence[Response], mapped: bool) -> list[Problem]:
    (node,), (response,) = one.asked, responses
    if mapped:
        raise Unreadable("weights_unfit", "排序题不能按权重(mapping)计分。")
    options = one.choices(node, "simpleChoice")
    put_in_order(one.draft, list(options.values()), _places(response.correct, options))
    return []


def _take_match(one: _Item, responses: Sequence[Response], mapped: bool) -> list[Problem]:
    (node,), (response,) = one.asked, responses
    sides = [one.choices(side, "simpleAssociableChoice") for side in node.all("simpleMatchSet")]
    if len(sides) != 2:
        raise Unreadable("kind_unsupported", "连线题应有左右两组。")
    lefts, rights = sides
    pairs = [tuple(pair.split()) for pair in response.correct]
    own = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if sorted(own) != sorted(lefts) or len(pairs) != len(lefts):
        raise Unreadable("pairs_incomplete", "左侧每一项都要有且只有一个对应的右侧项。")
    if mapped:
        others = [key for key in response.mapping.weights if key not in response.correct] if response.mapping else []
        check_weights(response, response.correct, [*others, _ANY_OTHER], at_once=len(pairs))
        remark(one.remarks, WEIGHED)
    match(one.draft, list(lefts.values()), list(rights.values()), _places([own[left] for left in lefts], rights))
    return []


def _places(names: Sequence[str], options: dict[str, str]) -> list[int]:
    order = list(options)
    if not all(name in options for name in names):
        raise Unreadable("key_unknown_option", "标准答案中的标识没有对应的选项。")
    return [order.index(name) for name in names]


def _take_blanks(one: _Item, responses: Sequence[Response], mapped: bool) -> list[Problem]:
    one.draft.kind = "fill_in"
    worths = set[float]()
    for response in responses:
        texts = _wordings(response)
        if mapped and response.mapping:
            others = [text for text in response.mapping.weights if text not in texts]
            check_weights(response, texts, [*others, _ANY_OTHER])
            worths.add(response.mapping.weights[texts[0]])
        one.draft.key.append(";".join(texts))
    if len(worths) > 1:
        raise Unreadable("weights_unfit", "各空的分值不同,不能导入。")
    _remark_case(one)
    return unfit_wordings([text for response in responses for text in _wordings(response)])


def _wordings(response: Response) -> list[str]:
    """All that earn something, where they are listed."""
    if response.mapping is None:
        return response.correct[:1]
    texts = [text for text, weight in response.mapping.weights.items() if weight > 0]
    if not set(response.correct) <= set(texts):
        raise Unreadable("key_contradicted", "标准答案(correctResponse)不在映射(mapping)得分的写法之中。")
    return texts


def _remark_case(one: _Item) -> None:
    for entry in (node for node in one.item.walk() if node.name == "mapEntry"):
        text = entry.attributes.get("mapKey", "")
        if entry.attributes.get("caseSensitive") == "false" and text.lower() != text.upper():
            remark(one.remarks, _ANY_CASE)


def _take_text(one: _Item, responses: Sequence[Response], mapped: bool) -> list[Problem]:
    if mapped:
        raise Unreadable("weights_unfit", "简答题由人评分,不能按权重(mapping)计分。")
    one.draft.kind, one.draft.key = "short_answer", [responses[0].correct[0]]
    return []


_KINDS: dict[str, Callable[[_Item, Sequence[Response], bool], list[Problem]]] = {
    "choiceInteraction": _take_choice,
    "inlineChoiceInteraction": _take_choice,
    "orderInteraction": _take_order,
    "matchInteraction": _take_match,
    "textEntryInteraction": _take_blanks,
    "extendedTextInteraction": _take_text,
}
