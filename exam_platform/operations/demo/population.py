"""A district that exists nowhere: units and persons from a seed. Pure, and the same for the same seed.

The area code 370899 and the phone range 199 0001 xxxx belong to nobody.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PERSONS = 2010
VILLAGERS_PER_VILLAGE = 5
OFFICERS = 157
AREA_CODE = "370899"
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"

DISTRICT = "云河区"
DEPARTMENTS = (
    ("党政办公室", 46),
    ("组织部", 52),
    ("宣传部", 40),
    ("政法委员会", 38),
    ("发展和改革局", 92),
    ("教育和体育局", 118),
    ("财政局", 96),
    ("人力资源和社会保障局", 104),
    ("自然资源局", 98),
    ("住房和城乡建设局", 112),
    ("交通运输局", 96),
    ("农业农村局", 120),
    ("卫生健康局", 116),
    ("应急管理局", 78),
    ("审计局", 44),
    ("市场监督管理局", 146),
    ("行政审批服务局", 88),
    ("综合行政执法局", 134),
    ("司法局", 62),
    ("信访局", 34),
)
TOWNS = (
    ("柳泉镇", ("前柳村", "后柳村", "石桥村", "东坡村", "梨园村", "北渡村", "大湾村", "双井村")),
    ("青石镇", ("南洼村", "上河村", "下河村", "松林村", "白塔村", "新庄村", "古槐村", "三里村")),
)
ENFORCING = ("市场监督管理局", "综合行政执法局", "应急管理局", "交通运输局")
OFFICES = ("办公室", "综合科", "业务一科", "业务二科", "法制科", "监督科")
TOWN_OFFICES = ("党政办", "经济发展办", "社会事务办", "综合执法队", "财政所")
RANKS = ("一级科员", "二级科员", "四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员")
LEADING_RANKS = ("四级调研员", "三级调研员", "二级调研员")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海燕雪梅晨宇欣怡思源子涵嘉诚一鸣若兰"


@dataclass(frozen=True)
class DemoUnit:
    code: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True)
class DemoPerson:
    name: str
    sex: str
    id_number: str
    phone: str
    employee_number: str
    unit: str
    office: str
    rank: str
    is_leading: bool
    categories: tuple[str, ...]


def units() -> Iterator[DemoUnit]:
    """Parents before their children; the district first."""
    yield DemoUnit("D01", DISTRICT, "district", "")
    for number, (name, _) in enumerate(DEPARTMENTS, start=1):
        yield DemoUnit(f"D01{number:02d}", name, "department", "D01")
    for town, (name, villages) in enumerate(TOWNS, start=len(DEPARTMENTS) + 1):
        yield DemoUnit(f"D01{town:02d}", name, "town", "D01")
        for number, village in enumerate(villages, start=1):
            yield DemoUnit(f"D01{town:02d}{number:02d}", village, "village", f"D01{town:02d}")


def check_digit(first_17: str) -> str:
    """GB 11643-1999, ISO 7064 MOD 11-2."""
    return CHECK_DIGITS[sum(int(d) * w for d, w in zip(first_17, CHECK_WEIGHTS, strict=True)) % 11]


def persons(seed: int) -> list[DemoPerson]:
    """Exactly `PERSONS` persons; civil servants in departments and towns, villagers in villages."""
    random = Random(seed)
    places = list(_places())
    officers_left = OFFICERS
    people = []
    for number, (unit, name, kind) in enumerate(places, start=1):
        enforces = name in ENFORCING and officers_left > 0
        officers_left -= enforces
        people.append(_person(random, number, unit, kind, enforces))
    return people


def _places() -> Iterator[tuple[str, str, str]]:
    """One (unit code, unit name, kind) for each person; what the departments leave over goes to the towns."""
    tree = list(units())
    villages = [unit for unit in tree if unit.kind == "village"]
    towns = [unit for unit in tree if unit.kind == "town"]
    sizes = dict(DEPARTMENTS)
    for unit in tree:
        for _ in range(sizes.get(unit.name, 0)):
            yield unit.code, unit.name, unit.kind
    left = PERSONS - sum(sizes.values()) - len(villages) * VILLAGERS_PER_VILLAGE
    for number in range(left):
        town = towns[number % len(towns)]
        yield town.code, town.name, town.kind
    for village in villages:
        for _ in range(VILLAGERS_PER_VILLAGE):
            yield village.code, village.name, village.kind


def _person(random: Random, number: int, unit: str, kind: str, enforces: bool) -> DemoPerson:
    male = random.random() < 0.55
    born = dt.date(1965, 1, 1) + dt.timedelta(days=random.randrange(365 * 36))
    first_17 = f"{AREA_CODE}{born:%Y%m%d}{number % 500 * 2 + male:03d}"
    leading = kind != "village" and random.random() < 0.06
    return DemoPerson(
        name=random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2, 2)))),
        sex="male" if male else "female",
        id_number=first_17 + check_digit(first_17),
        phone=f"1990001{number:04d}",
        employee_number=f"YH{number:05d}",
        unit=unit,
        office=random.choice({"village": ("",), "town": TOWN_OFFICES}.get(kind, OFFICES)),
        rank="" if kind == "village" else random.choice(LEADING_RANKS if leading else RANKS),
        is_leading=leading,
        categories=_categories(random, kind, enforces),
    )


def _categories(random: Random, kind: str, enforces: bool) -> tuple[str, ...]:
    if kind == "village":
        return (random.choice(("legal_literate_villager", "legal_literate_villager", "rule_of_law_leader")),)
    return ("civil_servant", "law_enforcement_officer") if enforces else ("civil_servant",)
