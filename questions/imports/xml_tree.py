"""XML as a tree, for documents small enough to be held in which text and elements mix; no document type. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from questions.imports.problems import FileProblem

MAX_DEPTH = 64


@dataclass(slots=True)
class Node:
    """The attributes' names are without namespace."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    namespace: str = ""

    @property
    def elements(self) -> "list[Node]":
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """What stands in it directly."""
        return "".join(child for child in self.children if isinstance(child, str))

    def all(self, name: str) -> "list[Node]":
        return [child for child in self.elements if child.name == name]

    def first(self, name: str) -> "Node":
        """An empty one, where there is none."""
        return next(iter(self.all(name)), Node(name))

    def walk(self) -> "Iterator[Node]":
        yield self
        for child in self.elements:
            yield from child.walk()


def parse_tree(data: bytes) -> Node:
    """Raises FileProblem for a document type, absurd nesting, and what is no XML."""
    root = Node("")
    opened = [root]
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(opened) > MAX_DEPTH:
            raise _damaged()
        namespace, _, local = name.rpartition(" ")
        node = Node(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()}, namespace=namespace)
        opened[-1].children.append(node)
        opened.append(node)

    def add(text: str) -> None:
        opened[-1].children.append(text)

    def refuse(*declaration: object) -> None:
        raise FileProblem("document_type", "文件中含有不允许的声明(DTD),已拒绝读取。")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: opened.pop()
    parser.CharacterDataHandler = add
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as wrong:
        # ValueError: an encoding that expat does not know
        raise _damaged() from wrong
    return root.elements[0]


def _damaged() -> FileProblem:
    return FileProblem("damaged_file", "文件不是完整的 XML(应为 UTF-8 编码),请重新导出后再上传。")
