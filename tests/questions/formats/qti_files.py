"""QTI items and packages written by hand, for what no library writes on purpose."""

import io
import zipfile
from collections.abc import Mapping

from questions.formats.blocks import Block
from questions.formats.qti import QTI_3P0
from questions.formats.qti.versions import V2P2, Version


def package(items: Mapping[str, bytes | str], manifest: str | None = None, version: Version = V2P2) -> bytes:
    """`manifest` None: one that lists the items."""
    resources = "".join(
        f'<resource identifier="r{number}" type="{version.item_type}" href="{name}"><file href="{name}"/></resource>'
        for number, name in enumerate(items)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = f'<manifest xmlns="{version.package}"><resources>{resources}</resources></manifest>'
        archive.writestr("imsmanifest.xml", listed if manifest is None else manifest)
        for name, content in items.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_media(packed: bytes, name: str, content: bytes) -> bytes:
    """The package with a file that its items may show."""
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def item(
    body: str, declarations: str = "", processing: str = "match_correct", after: str = "", **attributes: str
) -> str:
    """In 2.2; `processing` is a template's name, or rules."""
    if processing and not processing.startswith("<"):
        processing = f'<responseProcessing template="{V2P2.template(processing)}"/>'
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<assessmentItem xmlns="{V2P2.namespace}" identifier="i1" title="第一题"{more}>{declarations}'
        f"<itemBody>{body}</itemBody>{processing}{after}</assessmentItem>"
    )


def declared(*correct: str, cardinality: str = "single", name: str = "RESPONSE", mapping: str = "") -> str:
    values = "".join(f"<value>{one}</value>" for one in correct)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapping(default: str = "0", bounds: str = "", **weights: str) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{weight}"/>' for key, weight in weights.items())
    return f'<mapping defaultValue="{default}" {bounds}>{entries}</mapping>'


def choice(
    *texts: str, stem: str = "<p>题干</p>", name: str = "simpleChoice", inside: str = "choiceInteraction"
) -> str:
    options = "".join(f'<{name} identifier="c{place}">{text}</{name}>' for place, text in enumerate(texts, start=1))
    return f'{stem}<{inside} responseIdentifier="RESPONSE" maxChoices="1">{options}</{inside}>'


def matching(*pairs: str, processing: str = "match_correct", weights: str = "") -> str:
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(f'<simpleAssociableChoice identifier="{one}">项{one}</simpleAssociableChoice>' for one in side)
        + "</simpleMatchSet>"
        for side in (("a", "b"), ("x", "y", "z"))
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>连一连</prompt>{sides}</matchInteraction>'
    return item(body, declared(*pairs, cardinality="multiple", mapping=weights), processing)


def blank(name: str = "RESPONSE") -> str:
    return f'<textEntryInteraction responseIdentifier="{name}"/>'


def read(text: str) -> Block:
    (found,) = QTI_3P0.read(text.encode())
    return found


THREE = choice("甲", "乙", "丙")
ORDER = choice("甲", "乙", "丙", inside="orderInteraction")
SUM = (
    '<responseProcessing><setOutcomeValue identifier="SCORE"><sum><mapResponse identifier="R1"/>'
    '<mapResponse identifier="R2"/></sum></setOutcomeValue></responseProcessing>'
)


def two_blanks(second: str = "1") -> str:
    one = declared("北京", name="R1", mapping=mapping(北京="1", 京="1"))
    other = declared("2", name="R2", mapping=mapping(**{"2": second}))
    return item(f"<p>首都{blank('R1')},有{blank('R2')}个机场</p>", one + other, SUM)


SOUND = item(THREE, declared("c1"))
