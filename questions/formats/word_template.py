"""The Word template: how to write a paper, examples of every kind, and a line below which the questions stand. Pure."""

from collections.abc import Iterator

from questions.drafts import Draft
from questions.formats.blocks import options_of
from questions.formats.excel import COLUMNS, read_row
from questions.formats.excel_template import EXAMPLE_ROWS
from questions.formats.line_writing import sections_of
from questions.formats.lines import START
from questions.formats.word import paragraphs_of
from questions.formats.word_writing import BODY, HEAD, NOTE, TITLE, Paragraph, word_document
from questions.imports.reading import Cell, Row, Table

_NOTES = (
    f"请在最后一行“{START}”的下面写题。这一行以上的说明和示例不会被读取,不必删除。",
    "标题:每种题型前面写一行标题,如“一、单选题(每题2分)”“四、填空题(每空1分)”。也可以不写标题,在题后写“题型:单选题”。",
    "题号:写成 1. 或 1、 或 (1),一部分里用一种写法,依次编号。用 Word 的自动编号也可以。",
    "选项:写成 A. 或 A、 或 (A),一行一个,或者一行几个、用空格隔开。",
    "答案:写在题后(答案:B),或者写在题干的括号里( B ),或者在文末写“参考答案”,下面写 1-5 ABCDE,或者用题号和答案的表格。",
    "判断题的答案写“正确”或“错误”;填空题的空写 ____,各空的答案用 | 隔开,同一空的几种写法用 ; 隔开。",
    "排序题的答案按正确的顺序写全部字母(CAB);连线题的右侧各项写在“补充内容”,答案写成 A-2,B-1。",
    "案例分析题的小题编号写成 (1)(2),每个小题写自己的题型和答案,占比是各小题分值的比例。",
    "解析、法条依据、难度(易、中、难)、知识点、分值、适用对象、来源/年份各占一行,没有的不写。",
    "图片放在题干里,或题干之后、选项之前另起一段,用“嵌入型”,并写好替代文字。",
    "颜色、加粗、下划线不当作答案。不能用公式和文本框。看不懂的题不会导入,会写明是第几段。",
)
_LAW = "《优化营商环境条例》"
_WRITTEN = (
    Draft(
        kind="short_answer",
        stem="简述优化营商环境应当坚持的原则。",
        key=["坚持市场化、法治化、国际化原则。"],
        citation=f"{_LAW}第四条",
        points=500,
    ),
    Draft(
        kind="case",
        stem="某县以政府换届为由,不再履行上届政府与企业依法订立的合同。",
        details={
            "parts": [
                {
                    "kind": "single",
                    "stem": "该县的做法(  )。",
                    "options": options_of(["合法", "违法"]),
                    "details": {},
                    "share": 1,
                },
                {"kind": "short_answer", "stem": "请说明理由。", "options": [], "details": {}, "share": 3},
            ]
        },
        key=["1:B", "2:不得以政府换届为由违约毁约。"],
        citation=f"{_LAW}第三十一条",
        points=800,
    ),
)


def template() -> bytes:
    return word_document(
        [
            Paragraph(TITLE, "试题导入模板"),
            *(Paragraph(NOTE, text) for text in _NOTES),
            Paragraph(HEAD, "示例"),
            *paragraphs_of(sections_of(examples())[0]),
            Paragraph(TITLE, START),
            Paragraph(BODY, ""),
        ]
    )


def examples() -> list[Draft]:
    """Those of the Excel template, and what a table cannot say."""
    return [*_of_the_table(), *_WRITTEN]


def _of_the_table() -> Iterator[Draft]:
    table = Table(headers={header: header for header in COLUMNS.aliases}, header_row=1, rows=[])
    for place, example in enumerate(EXAMPLE_ROWS):
        cells = {header: Cell("text", str(value)) for header, value in example.items()}
        if draft := read_row(Row(place, cells), table).draft:
            yield draft
