"""What each version of QTI calls itself and its elements: `itemBody` is `qti-item-body` in 3.0. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from questions.imports.xml_tree import Node

_CAPITAL = re.compile(r"(?<!^)([A-Z])")
_TEMPLATE = re.compile(
    r"https?://(?:www|purl)\.imsglobal\.org/(?:question/qti_|spec/qti/)v[23]p[0-9]/rptemplates/(\w+)(?:\.xml)?"
)
_DASHED = re.compile(r"-([a-z])")
# QTI takes these over from HTML as they are; there are more, but no others are written
_HTML = frozenset({"p", "br", "img"})


@dataclass(frozen=True)
class Version:
    """`templates`: where its standard ways of marking are named, with what follows the name."""

    code: str
    namespace: str
    package: str
    schema: tuple[str, str]
    item_type: str
    templates: tuple[str, str]
    dashed: bool = False

    def element(self, name: str) -> str:
        return f"qti-{self.attribute(name)}" if self.dashed and name not in _HTML else name

    def attribute(self, name: str) -> str:
        return _CAPITAL.sub(r"-\1", name).lower() if self.dashed else name

    def template(self, name: str) -> str:
        return f"{self.templates[0]}{name}{self.templates[1]}"


def _second(minor: str) -> Version:
    return Version(
        code=f"qti2{minor}",
        namespace=f"http://www.imsglobal.org/xsd/imsqti_v2p{minor}",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        schema=(f"QTIv2.{minor} Package", "1.0.0"),
        item_type=f"imsqti_item_xmlv2p{minor}",
        templates=(f"http://www.imsglobal.org/question/qti_v2p{minor}/rptemplates/", ""),
    )


V2P1, V2P2 = _second("1"), _second("2")
V3P0 = Version(
    code="qti30",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema=("QTI Package", "3.0.0"),
    item_type="imsqti_item_xmlv3p0",
    templates=("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/", ".xml"),
    dashed=True,
)
VERSIONS = (V2P1, V2P2, V3P0)
_BY_NAMESPACE = {version.namespace: version for version in VERSIONS}


def version_of(root: Node) -> Version | None:
    return _BY_NAMESPACE.get(root.namespace)


def standard_template(address: str) -> str:
    """`match_correct`, `map_response` …; "" for what is none of the standard's. Files name them by many addresses."""
    found = _TEMPLATE.fullmatch(address)
    return found[1] if found else ""


def undash(nodes: Iterable[Node]) -> None:
    """Puts the names of version 2 in place of those of 3.0."""
    for node in nodes:
        if node.name.startswith("qti-"):
            node.name = _DASHED.sub(lambda found: found[1].upper(), node.name.removeprefix("qti-"))
        node.attributes = {
            _DASHED.sub(lambda found: found[1].upper(), key): value for key, value in node.attributes.items()
        }
