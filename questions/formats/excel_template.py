"""The Excel template: a sheet to fill with drop-downs, a sheet of notes, a sheet of examples. Pure."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from questions.formats.excel import ANY_ORDER, COLUMNS
from questions.kinds import KINDS

SHEET, NOTES, EXAMPLES = "试题", "说明", "示例"
# 选项G and 选项H are read too; six suffice for nearly all
HEADERS = [header for header in COLUMNS.aliases if header not in ("选项G", "选项H")]
_WIDTHS = {
    "题型": 12,
    "题干": 60,
    "补充内容": 30,
    "答案": 16,
    "解析": 40,
    "知识点": 18,
    "法条依据": 32,
    "来源/年份": 16,
}
_ROWS = 1_000
TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_NOTES = [
    ("题型", "必填。单选题、多选题、判断题、填空题、排序题、连线题由系统判分;简答题、案例分析题只入库,由人工评分。"),
    ("题干", "必填,不超过 10,000 字。填空题用四个下划线 ____ 标出每一个空。"),
    (
        "选项A~选项F",
        "单选题、多选题、排序题、连线题(左侧各项)至少两个,依次填写,中间不能空,内容不能重复;其他题型不填。"
        "需要时可加列选项G、选项H。",
    ),
    (
        "补充内容",
        "连线题:右侧各项,用 | 隔开,依次编号为 1、2、3……,可以多于左侧。"
        f"填空题:各空不分先后的填“{ANY_ORDER}”。其他题型不填。",
    ),
    ("答案", "必填。单选填一个字母(B);多选填几个字母(ABD);判断填“正确”或“错误”。"),
    ("答案(排序题)", "全部选项的字母,按正确的顺序写(CAB);选项本身不要按正确的顺序排列。"),
    ("答案(连线题)", "左侧字母-右侧编号,用逗号隔开(A-2,B-1);左侧每一项都要写,几项可以对应同一个右侧项。"),
    ("答案(填空题)", "各空用 | 隔开,同一空的几种写法用 ; 隔开。"),
    ("解析", "建议填写,考后供考生复习。"),
    ("难度", "易、中、难,可不填。"),
    ("知识点", "名称,或“上级/下级”;没有的会新建。"),
    ("法条依据", "写法:《优化营商环境条例》第四条第一款;多条用分号隔开。"),
    ("分值", "可不填(由考试的组卷方案决定);最多两位小数。"),
    ("适用对象", "可不填。"),
    ("来源/年份", "可不填。"),
    ("图片", "可不填。插在试题所在的行里(加高这一行,不要盖住别的行),用“替代文字”写明图中是什么;显示在题干之后。"),
    ("注意", "请勿使用公式和合并单元格。上传后先预览每一行的结果,确认后才会入库。“说明”“示例”两个工作表不会被读取。"),
]
_LAW = "《优化营商环境条例》"
EXAMPLE_ROWS: list[dict[str, Any]] = [
    {
        "题型": "单选题",
        "题干": "《优化营商环境条例》自(  )起施行。",
        "选项A": "2019年10月8日",
        "选项B": "2019年10月22日",
        "选项C": "2020年1月1日",
        "选项D": "2020年7月1日",
        "答案": "C",
        "解析": "条例最后一条规定了施行日期。",
        "难度": "易",
        "知识点": "优化营商环境/总则",
        "法条依据": f"{_LAW}第七十二条",
        "分值": 1,
    },
    {
        "题型": "多选题",
        "题干": "优化营商环境应当坚持的原则有(  )。",
        "选项A": "市场化",
        "选项B": "法治化",
        "选项C": "国际化",
        "选项D": "行政化",
        "答案": "ABC",
        "难度": "中",
        "法条依据": f"{_LAW}第四条",
        "分值": 2,
    },
    {
        "题型": "判断题",
        "题干": "市场主体有权拒绝任何形式的摊派。",
        "答案": "正确",
        "法条依据": f"{_LAW}第十四条第三款",
        "分值": 1,
    },
    {
        "题型": "填空题",
        "题干": "优化营商环境以____为导向,以深刻转变____为核心。",
        "答案": "市场主体需求|政府职能",
        "法条依据": f"{_LAW}第四条",
        "分值": 2,
    },
    {
        "题型": "排序题",
        "题干": "请按先后顺序排列重大行政决策的下列环节。",
        "选项A": "集体讨论决定",
        "选项B": "提出决策草案",
        "选项C": "合法性审查",
        "答案": "BCA",
        "法条依据": "《重大行政决策程序暂行条例》第二十五条、第三十条",
        "分值": 2,
    },
    {
        "题型": "连线题",
        "题干": "请将下列规范与它可以设定的行政处罚对应起来。",
        "选项A": "法律",
        "选项B": "行政法规",
        "选项C": "地方性法规",
        "补充内容": "除限制人身自由、吊销营业执照以外的|各种|除限制人身自由以外的",
        "答案": "A-2,B-3,C-1",
        "法条依据": "《行政处罚法》第十条、第十一条、第十二条",
        "分值": 2,
    },
]


def template() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **TEXT_IS_TEXT}) as book:
        head, text = cell_formats(book)
        _sheet_to_fill(book, head, text)
        _notes(book, head, text)
        _examples(book, head, text)
    return out.getvalue()


def cell_formats(book: Any) -> tuple[Any, Any]:
    """Of headers, and of cells whose text stays as it is."""
    head = book.add_format({"bold": True, "bg_color": "#E7F0FD", "border": 1, "align": "center"})
    return head, book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})


def headed_sheet(book: Any, name: str, head: Any, text: Any, headers: Sequence[str] = HEADERS) -> Any:
    sheet = book.add_worksheet(name)
    for column, header in enumerate(headers):
        required = header in COLUMNS.required
        # text format, so that Excel does not turn 3-1 into a date
        sheet.set_column(column, column, _WIDTHS.get(header, 14), None if header == "分值" else text)
        sheet.write_string(0, column, f"{header}(必填)" if required else header, head)
    sheet.freeze_panes(1, 0)
    return sheet


def _sheet_to_fill(book: Any, head: Any, text: Any) -> None:
    sheet = headed_sheet(book, SHEET, head, text)
    choices = {"题型": [kind.label for kind in KINDS.values()], "难度": ["易", "中", "难"]}
    for header, source in choices.items():
        column = HEADERS.index(header)
        rule = {"validate": "list", "source": source, "error_title": header, "error_message": "请从列表中选择。"}
        sheet.data_validation(1, column, _ROWS, column, rule)


def _notes(book: Any, head: Any, text: Any) -> None:
    sheet = book.add_worksheet(NOTES)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    sheet.write_row(0, 0, ["列", "怎样填写"], head)
    for row, (column, what) in enumerate(_NOTES, start=1):
        sheet.write_string(row, 0, column, text)
        sheet.write_string(row, 1, what, text)


def _examples(book: Any, head: Any, text: Any) -> None:
    sheet = headed_sheet(book, EXAMPLES, head, text)
    for row, example in enumerate(EXAMPLE_ROWS, start=1):
        for column, header in enumerate(HEADERS):
            if header in example:
                sheet.write(row, column, example[header], text if isinstance(example[header], str) else None)
