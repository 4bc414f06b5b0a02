"""The rehearsal's one table, as flat JSON and in Chinese on the screen. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .crowd import Course
from .figures import Recorder, percentile
from .replay import Counts

CALLS = {"sign_in": "登录", "start": "开始作答", "paper": "读取试卷", "save": "保存答案", "submit": "交卷"}
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
PROCESSES = {"web": "网页", "worker": "后台", "beat": "调度", "database": "数据库"}

# Those that a candidate's request keeps busy.
ANSWERING = ("web", "database")
CPU_OF_EACH = {
    "cpu_us_per_sign_in": "登录",
    "cpu_us_per_save": "保存",
    "cpu_us_per_graded": "收卷评分(后台)",
}

# Anything but nought in one of these fails the rehearsal.
MUST_BE_NOUGHT = {
    "not_compared": "未能核对",
    "missing": "已确认而缺失",
    "doubled": "重复或来历不明",
    "refused_wrongly": "误拒",
    "late_wrongly": "误计为迟交",
    "counted_wrongly": "计分依据有误",
    "wrong_score": "分数有误",
    "receipts_differing": "回执不一致",
    "closed_at_wrong": "收卷时刻有误",
    "not_signed_in": "未能登录",
    "not_started": "未能开考",
    "failed": "中途放弃",
    "not_closed": "未收卷",
    "not_graded": "未评分",
}
COUNTS = {
    "candidates": "考生",
    "started": "开考",
    "sent": "发送更改",
    "acknowledged": "已确认更改",
    "closed": "已收卷",
    "graded": "已评分",
    "retries": "重试请求",
}
TIMES = {
    "seconds_to_sign_in_all": "全部登录用时",
    "seconds_to_close_all": "截止后全部收卷用时",
    "seconds_to_grade_all": "截止后全部评分用时",
}

Figures = dict[str, float | int | None]


@dataclass(frozen=True)
class Outcome:
    """What the candidates' side knows; `cpu` in seconds by process."""

    candidates: int
    signed_in: int
    recorder: Recorder
    course: Course
    cpu: Mapping[str, float]
    load: float


def make_report(outcome: Outcome, counts: Counts) -> Figures:
    recorder, course = outcome.recorder, outcome.course
    report: Figures = {"candidates": outcome.candidates, "signed_in": outcome.signed_in, **asdict(counts)}
    report["not_compared"] = int(course.evidence is None)
    report["not_signed_in"] = outcome.candidates - outcome.signed_in
    report["not_started"] = max(0, outcome.signed_in - counts.started)
    report["not_closed"] = counts.started - counts.closed
    report["not_graded"] = counts.started - counts.graded
    report["retries"] = recorder.retries
    report["turned_away"] = recorder.turned_away
    report["no_answer"] = recorder.lost.total()
    report["not_understood"] = recorder.strange.total()
    report |= {f"http_{status}": count for status, count in sorted(recorder.statuses.items()) if status >= 400}
    for call in (*CALLS, "my_exams", "resume"):
        seconds = sorted(recorder.seconds[call])
        report[f"{call}_count"] = len(seconds)
        report |= {f"{call}_{name}_ms": round(percentile(seconds, share) * 1000, 1) for name, share in SHARES.items()}
    report["seconds_to_sign_in_all"] = _rounded(course.sign_in_all)
    report["seconds_to_close_all"] = _rounded(course.close_all)
    report["seconds_to_grade_all"] = _rounded(course.grade_all)
    report |= {f"cpu_{name}_seconds": round(used, 2) for name, used in sorted(outcome.cpu.items())}
    report["cpu_client_seconds"] = round(course.client_cpu, 2)
    report["cpu_us_per_sign_in"] = _each(course.signing_cpu, ANSWERING, outcome.signed_in)
    # While all write and nobody starts or hands in; what candidates do beside saving is in it.
    report["cpu_us_per_save"] = _each(course.writing_cpu, ANSWERING, course.writing_saves)
    # Of the whole day: closing, grading and tallying are all that the worker has to do.
    report["cpu_us_per_graded"] = _each(outcome.cpu, ("worker",), counts.graded)
    report["load_average_most"] = round(outcome.load, 2)
    report["passed"] = int(is_clean(report))
    return report


def is_clean(report: Mapping[str, Any]) -> bool:
    return not any(report[name] for name in MUST_BE_NOUGHT)


def _each(cpu: Mapping[str, float] | None, names: tuple[str, ...], count: int) -> int | None:
    """Microseconds of these processes for each; None where they run on another machine, or nothing was done."""
    if not cpu or not count or not any(name in cpu for name in names):
        return None
    return round(sum(cpu.get(name, 0.0) for name in names) / count * 1e6)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def table(report: Mapping[str, Any]) -> Iterator[str]:
    yield "   ".join(f"{label} {report[name]}" for name, label in COUNTS.items())
    yield ""
    for name, label in MUST_BE_NOUGHT.items():
        yield f"  {'✗' if report[name] else '✓'} {label}:{report[name]}"
    yield ""
    yield "  响应时间(毫秒)        一半以内      95% 以内      99% 以内      次数"
    for call, label in CALLS.items():
        shown = "".join(f"{report[f'{call}_{name}_ms']:>14}" for name in SHARES)
        yield f"  {label}{'　' * (6 - len(label))}{shown}{report[f'{call}_count']:>12}"
    yield ""
    for name, label in TIMES.items():
        yield f"  {label}:{_seconds(report[name])}"
    each = [f"{label} {report[name]} 微秒" for name, label in CPU_OF_EACH.items() if report[name] is not None]
    if each:
        yield f"  每次操作占用处理器:{','.join(each)}"
    used = [f"{label} {report[key]}" for name, label in PROCESSES.items() if (key := f"cpu_{name}_seconds") in report]
    used.append(f"演练程序 {report['cpu_client_seconds']}")
    yield f"  处理器用时(秒):{','.join(used)};最高负载 {report['load_average_most']}"
    errors = [f"{name.removeprefix('http_')}×{count}" for name, count in report.items() if name.startswith("http_5")]
    lost = (
        f"因繁忙请稍候:{report['turned_away']};未得到回答:{report['no_answer']};非平台回答:{report['not_understood']}"
    )
    yield f"  服务器错误:{','.join(errors) or '无'};{lost}"
    yield ""
    yield "演练通过。" if is_clean(report) else "演练未通过:见上面标 ✗ 的各项。"


def _seconds(value: float | None) -> str:
    return "未完成" if value is None else f"{value} 秒"
