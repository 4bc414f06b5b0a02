"""Drafts → a package: a file for each question and each picture, and the list of them. Pure."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from questions.drafts import Draft
from questions.formats.answers import UNSAYABLE, WITH_PARTS, labels, points_text, unsayable_in_xml, wordings
from questions.formats.blocks import Left, Written
from questions.formats.excel import ANY_ORDER, FIELD_COLUMNS
from questions.formats.pictures import named
from questions.formats.qti.versions import Version
from questions.imports.archive import MAX_ENTRIES
from questions.imports.xml_tree import Node
from questions.kinds.fill_in import BLANKS

# A file that names this tool is ours: its spaces and line ends are meant.
TOOL = "legal-knowledge-questions"
TRUE_FALSE = {"T": "正确", "F": "错误"}
MANIFEST = "imsmanifest.xml"
RESPONSE, SCORE, FEEDBACK = "RESPONSE", "SCORE", "FEEDBACK"
EXPLANATION, FIELDS = "EXPLANATION", "FIELDS"
_TITLE = 60
_ITEMS, _IMAGES = "items", "images"
_TOO_MANY = f"题目和图片超过了一个包的 {MAX_ENTRIES:,} 个文件"
_WRITTEN_ON = (1980, 1, 1, 0, 0, 0)


def write_package(drafts: Sequence[Draft], pictures: Mapping[str, bytes], version: Version) -> Written:
    left, content = [], io.BytesIO()
    # each question's file, with its pictures'
    items: dict[str, list[str]] = {}
    images: dict[str, bytes] = {}
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, draft in enumerate(drafts):
            shown = {f"{_IMAGES}/{named(one, pictures)}": pictures[one["sha256"]] for one in draft.pictures}
            # and the manifest
            full = len(items) + len(images | shown) + 2 > MAX_ENTRIES
            if why := _TOO_MANY if full else _left_whole(draft):
                left.append(Left(place, True, why))
                continue
            if draft.details.get("any_order") and len(draft.key) > 1:
                left.append(Left(place, False, f"{FIELD_COLUMNS['details']}:{ANY_ORDER}(其他平台按顺序判分)"))
            images |= shown
            name = f"{_ITEMS}/q{len(items) + 1:04}.xml"
            items[name] = list(shown)
            _add(archive, name, _document(_item(draft, list(shown), version), version))
        for name, image in images.items():
            _add(archive, name, image)
        _add(archive, MANIFEST, _document(_manifest(items, version), None))
    return Written(content.getvalue(), left)


def _left_whole(draft: Draft) -> str:
    if draft.details.get("parts"):
        return WITH_PARTS
    return UNSAYABLE if unsayable_in_xml(draft) else ""


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """The same drafts make the same bytes."""
    entry = zipfile.ZipInfo(name, _WRITTEN_ON)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _document(root: Node, version: Version | None) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_xml(root, version)}\n'.encode()


def _xml(node: Node, version: Version | None) -> str:
    name = version.element(node.name) if version else node.name
    attributes = "".join(
        f" {version.attribute(key) if version else key}={quoteattr(value)}" for key, value in node.attributes.items()
    )
    inside = "".join(
        _xml(child, version) if isinstance(child, Node) else escape(child, {"\r": "&#13;"}) for child in node.children
    )
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _manifest(items: Mapping[str, Sequence[str]], version: Version) -> Node:
    schema, schema_version = version.schema
    resources = [
        Node(
            "resource",
            {"identifier": f"item-{number:04}", "type": version.item_type, "href": name},
            [Node("file", {"href": one}) for one in (name, *images)],
        )
        for number, (name, images) in enumerate(items.items(), start=1)
    ]
    return Node(
        "manifest",
        {"xmlns": version.package, "identifier": "questions"},
        [
            Node("metadata", {}, [Node("schema", {}, [schema]), Node("schemaversion", {}, [schema_version])]),
            Node("organizations"),
            Node("resources", {}, [*resources]),
        ],
    )


def _item(draft: Draft, images: Sequence[str], version: Version) -> Node:
    root = {
        "xmlns": version.namespace,
        "identifier": f"q-{draft.fingerprint[:32]}",
        "title": " ".join(draft.stem.split())[:_TITLE],
        "adaptive": "false",
        "timeDependent": "false",
        "xml:lang": "zh-CN",
        "toolName": TOOL,
        "toolVersion": "1",
    }
    said = list(_feedback(draft))
    outcomes = [_declared(SCORE, "single", "float", ["0"], of="outcome")]
    if said:
        outcomes.append(_declared(FEEDBACK, "single", "identifier", [], of="outcome"))
    feedback = [
        Node(
            "modalFeedback",
            {"outcomeIdentifier": FEEDBACK, "identifier": name, "showHide": "show"},
            [Node("contentBody", {}, [*paragraphs])] if version.dashed else [*paragraphs],
        )
        for name, paragraphs in said
    ]
    figures = [
        Node("img", {"src": f"../{image}", "alt": picture["alt"]})
        for image, picture in zip(images, draft.pictures, strict=True)
    ]
    asked = [Node("itemBody", {}, [_asked(draft, figures)]), *_processing(draft, version)]
    return Node("assessmentItem", root, [*_declarations(draft), *outcomes, *asked, *feedback])


def _feedback(draft: Draft) -> Iterator[tuple[str, list[Node]]]:
    if draft.explanation:
        yield EXPLANATION, [Node("p", {}, _lines(draft.explanation))]
    fields = list(labels(draft))
    if draft.topic:
        fields.append((FIELD_COLUMNS["topic"], draft.topic))
    if draft.points is not None:
        fields.append((FIELD_COLUMNS["points"], points_text(draft.points)))
    if fields:
        yield FIELDS, [Node("p", {}, _lines(f"{label}:{text}")) for label, text in fields]


def _lines(text: str) -> list[Node | str]:
    first, *others = text.split("\n")
    return [first, *(part for line in others for part in (Node("br"), line))]


def _declarations(draft: Draft) -> Iterator[Node]:
    if draft.kind == "fill_in":
        for name, texts in zip(_responses(draft), map(wordings, draft.key), strict=True):
            entries = [
                Node("mapEntry", {"mapKey": text, "mappedValue": "1", "caseSensitive": "true"}) for text in texts
            ]
            declared = _declared(name, "single", "string", texts[:1])
            declared.children.append(Node("mapping", {"defaultValue": "0"}, [*entries]))
            yield declared
        return
    cardinality, base_type = {
        "multiple": ("multiple", "identifier"),
        "ordering": ("ordered", "identifier"),
        "matching": ("multiple", "directedPair"),
        "short_answer": ("single", "string"),
        "case": ("single", "string"),
    }.get(draft.kind, ("single", "identifier"))
    key = [pair.replace("-", " M") for pair in draft.key] if draft.kind == "matching" else draft.key
    yield _declared(RESPONSE, cardinality, base_type, key)


def _declared(name: str, cardinality: str, base_type: str, values: Sequence[str], of: str = "response") -> Node:
    holder = Node("correctResponse" if of == "response" else "defaultValue")
    holder.children = [Node("value", {}, [value]) for value in values]
    attributes = {"identifier": name, "cardinality": cardinality, "baseType": base_type}
    return Node(f"{of}Declaration", attributes, [holder] if values else [])


def _responses(draft: Draft) -> list[str]:
    if len(draft.key) == 1:
        return [RESPONSE]
    return [f"{RESPONSE}{number}" for number in range(1, len(draft.key) + 1)]


def _processing(draft: Draft, version: Version) -> Iterator[Node]:
    """Nothing for what a person marks."""
    if draft.kind in ("short_answer", "case"):
        return
    if draft.kind != "fill_in" or len(draft.key) == 1:
        name = "map_response" if draft.kind == "fill_in" else "match_correct"
        yield Node("responseProcessing", {"template": version.template(name)})
        return
    blanks: list[Node | str] = [Node("mapResponse", {"identifier": name}) for name in _responses(draft)]
    total = Node("setOutcomeValue", {"identifier": SCORE}, [Node("sum", {}, blanks)])
    yield Node("responseProcessing", {}, [total])


def _asked(draft: Draft, figures: Sequence[Node]) -> Node:
    if draft.kind == "fill_in":
        return Node("p", {}, [*_with_blanks(draft), *figures])
    prompt = Node("prompt", {}, [*_lines(draft.stem), *figures])
    answered = {"responseIdentifier": RESPONSE}
    options = [(option["letter"], option["text"]) for option in draft.options]
    if draft.kind in ("single", "multiple", "true_false"):
        most = "0" if draft.kind == "multiple" else "1"
        choices = _choices("simpleChoice", list(TRUE_FALSE.items()) if draft.kind == "true_false" else options)
        return Node("choiceInteraction", {**answered, "shuffle": "false", "maxChoices": most}, [prompt, *choices])
    if draft.kind == "ordering":
        return Node("orderInteraction", {**answered, "shuffle": "false"}, [prompt, *_choices("simpleChoice", options)])
    if draft.kind == "matching":
        count = str(len(options))
        matches = [(f"M{number}", text) for number, text in enumerate(draft.details["matches"], start=1)]
        sides = [
            Node("simpleMatchSet", {}, [*_choices("simpleAssociableChoice", side, matchMax=most)])
            for side, most in ((options, "1"), (matches, count))
        ]
        attributes = {**answered, "shuffle": "false", "maxAssociations": count}
        return Node("matchInteraction", attributes, [prompt, *sides])
    return Node("extendedTextInteraction", {**answered, "expectedLines": "8"}, [prompt])


def _choices(name: str, choices: Sequence[tuple[str, str]], **attributes: str) -> list[Node]:
    return [Node(name, {"identifier": letter, **attributes}, _lines(text)) for letter, text in choices]


def _with_blanks(draft: Draft) -> Iterator[Node | str]:
    """Each blank as it is drawn in the stem stays in sight as a hint."""
    end = 0
    for name, blank in zip(_responses(draft), BLANKS.finditer(draft.stem), strict=True):
        yield from _lines(draft.stem[end : blank.start()])
        yield Node("textEntryInteraction", {"responseIdentifier": name, "placeholderText": blank[0]})
        end = blank.end()
    yield from _lines(draft.stem[end:])
