"""Presets from published notices: an officer picks one and edits it. Pure data.

What an examination of this kind also needs and the platform does not compute (study credits, two stages, further ranks)
is said in the text that candidates read (`rules_text`) or, where it concerns the officer alone, in `note`.
Points are hundredths.
"""

from dataclasses import dataclass, field
from typing import Any

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true_false"
ALL, LEADING, OTHERS = "all", "leading", "others"


@dataclass(frozen=True)
class PresetRow:
    """A row of a blueprint, of any topic and difficulty."""

    kind: str
    count: int
    points: int
    paper: str = ALL


@dataclass(frozen=True)
class Preset:
    """`exam` holds values of `Exam`'s fields; what it leaves out has the model's default."""

    code: str
    name: str
    exam: dict[str, Any]
    blueprint: tuple[PresetRow, ...]
    note: str = ""
    source: str = field(default="", kw_only=True)


def rows(single: tuple[int, int], multiple: tuple[int, int], true_false: tuple[int, int]) -> tuple[PresetRow, ...]:
    """A paper of (count, points) each; a kind with count 0 is left out."""
    kinds = ((SINGLE, single), (MULTIPLE, multiple), (TRUE_FALSE, true_false))
    return tuple(PresetRow(kind, count, points) for kind, (count, points) in kinds if count)


def by_rank(paper: tuple[PresetRow, ...]) -> tuple[PresetRow, ...]:
    """The same plan for leading cadres and for the others: two papers, drawn apart."""
    return tuple(PresetRow(row.kind, row.count, row.points, rank) for rank in (LEADING, OTHERS) for row in paper)


TYPICAL_PAPER = rows((25, 200), (10, 300), (10, 200))

_CLOCK = "考试时间为 {minutes} 分钟，从点击“开始考试”起计时，时间到自动交卷；场次结束时未交的试卷由系统自动收卷。"
_SAVING = "答案即时保存，中途断网或更换设备后可继续作答，计时不停。"
_MULTIPLE = "多项选择题全部选对得分，少选、多选、错选不得分。"


def rules_text(minutes: int, full: str, passing: int, *more: str) -> str:
    lines = [_CLOCK.format(minutes=minutes), f"{full}，{passing} 分及以上为合格。", _MULTIPLE, _SAVING, *more]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


_PRESETS = (
    Preset(
        "jining",
        "济宁市国家工作人员学法考试",
        {
            "duration_minutes": 60,
            "pass_points": 8000,
            "excellent_points": 9000,
            "attempts_allowed": 1,
            "counting": "best",
            "bank_openness": "open",
            "rules_text": rules_text(
                60,
                "试卷共 80 题，满分 100 分",
                80,
                "每人一次机会；缺考和不合格的人员参加补考，补考仍不合格的，本年度考试为不合格。",
                "题库公开，考试前一日之前可以练习。",
            ),
        },
        rows((40, 100), (20, 200), (20, 100)),
        "正式场次一般 7–10 天，数周后安排 2–4 天的补考场次。",
        source="济法办发〔2023〕41号",
    ),
    Preset(
        "xinjiang",
        "新疆 2017 年国家工作人员学法考试",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 2,
            "counting": "best",
            "rules_text": rules_text(
                90,
                "试卷共 45 题，满分 100 分",
                60,
                "每人两次机会，取最高分。",
                "年度总成绩由学习积分和考试成绩各占 50% 组成；学习积分年度满分 5000 分，驻村人员 2500 分。"
                "本系统目前只给出考试成绩，学习积分由组织单位另行核算。",
            ),
        },
        TYPICAL_PAPER,
        "学分与考试各占 50% 的年度成绩尚不由系统计算，只写在考试须知里。",
        source="2017 年通知",
    ),
    Preset(
        "qinghai",
        "青海 2017 年国家工作人员学法考试",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 3,
            "counting": "best",
            "rules_text": rules_text(
                90,
                "试卷共 50 题，每题 2 分，满分 100 分",
                60,
                "每人三次机会，取最高分。",
                "系统按职级给出试卷：厅级干部一类，其他人员一类；各类人员的考试时段以通知为准。",
            ),
        },
        by_rank(rows((30, 200), (10, 200), (10, 200))),
        "通知只规定 50 题、每题 2 分，题型比例可自行调整。领导干部卷用于厅级。"
        "按职级分设的场次，系统目前对全体开放，如须分开请建两场考试。",
        source="2017 年通知",
    ),
    Preset(
        "hunan",
        "湖南 2019 年国家工作人员学法考试",
        {
            "duration_minutes": 60,
            "pass_points": 6000,
            "attempts_allowed": 1,
            "late_entry_minutes": 30,
            "rules_text": rules_text(
                60,
                "试卷共 65 题，满分 100 分",
                60,
                "每人一次机会；缺考和不合格的人员参加补考。开考 30 分钟后不能再进入考试。",
                "年度学分达到 100 分（其中必修课不少于 60 分）的人员方可参加考试。"
                "本系统目前不核对学分，由组织单位在确定考试人员时核对。",
            ),
        },
        rows((30, 100), (15, 200), (20, 200)),
        "学分门槛尚不由系统核对，请在确定考试范围或免考时处理。迟到 30 分钟不得入场的规则适用于统一开考的短场次。",
        source="2019 年通知",
    ),
    Preset(
        "guangxi",
        "广西 2015 年国家工作人员学法考试",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 1,
            "rules_text": rules_text(
                90, "试卷共 55 题，满分 100 分", 60, "每人一次机会。可以中途保存并退出，在考试时间内继续作答。"
            ),
        },
        by_rank(rows((25, 200), (10, 300), (20, 100))),
        "原通知按职级分四类试卷，系统目前分领导干部和其他人员两类。",
        source="2015 年通知",
    ),
    Preset(
        "jiangsu",
        "江苏 2022 年国家工作人员学法考试",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 2,
            "counting": "best",
            "rules_text": rules_text(90, "试卷共 40 题，每题 2.5 分，满分 100 分", 60, "每人两次机会，取最高分。"),
        },
        rows((20, 250), (10, 250), (10, 250)),
        source="2022 年通知",
    ),
    Preset(
        "law_enforcement_special",
        "行政执法资格考试（第一阶段：专门法律知识）",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 1,
            "bank_openness": "secret",
            "rules_text": rules_text(
                90,
                "试卷共 45 题，满分 100 分",
                60,
                "每人一次机会。本场为第一阶段（专门法律知识），合格后方可参加第二阶段（通用法律知识）。",
            ),
        },
        TYPICAL_PAPER,
        "两个阶段是两场考试；第二阶段的参加资格尚不由系统判断，请按第一阶段的合格名单办理。",
    ),
    Preset(
        "law_enforcement_general",
        "行政执法资格考试（第二阶段：通用法律知识）",
        {
            "duration_minutes": 90,
            "pass_points": 6000,
            "attempts_allowed": 1,
            "bank_openness": "secret",
            "rules_text": rules_text(
                90,
                "试卷共 45 题，满分 100 分",
                60,
                "每人一次机会。本场为第二阶段（通用法律知识），只有第一阶段合格的人员可以参加。",
                "两个阶段均合格的，合格证三年有效。",
            ),
        },
        TYPICAL_PAPER,
        "第一阶段不合格的人员须由考务管理员核减或不列入考试范围，系统尚不自动判断；合格证有效期由发证时登记。",
    ),
    Preset(
        "legal_literate_villager",
        "法律明白人考试",
        {
            "duration_minutes": 60,
            "pass_points": 6000,
            "attempts_allowed": 3,
            "counting": "best",
            "rules_text": rules_text(
                60,
                "试卷共 40 题，满分 100 分",
                60,
                "每人三次机会，取最高分。页面可切换为大字的关怀版。",
                "合格者由司法行政部门发给证书，以后每年经培训复审。",
            ),
        },
        rows((20, 300), (0, 0), (20, 200)),
        "证书的发放与年度复审不由本场考试办理。",
    ),
)

PRESETS: dict[str, Preset] = {preset.code: preset for preset in _PRESETS}
