"""What can be refused about an examination. Codes are stable; the sentences are shown as they stand."""

from exam_platform.api import Refusal


class BadRules(Refusal):
    default_code = "bad_rules"
    default_detail = "考试规则有误。"


class UnknownPreset(Refusal):
    default_code = "unknown_preset"
    default_detail = "没有这个考试模板。"


class BadUnit(Refusal):
    default_code = "bad_unit"
    default_detail = "没有这个单位，或它不在您的管理范围内。"


class BadWindows(Refusal):
    default_code = "bad_windows"
    default_detail = "考试场次有误。"


class BadBlueprint(Refusal):
    default_code = "bad_blueprint"
    default_detail = "组卷方案有误。"


class BadAudience(Refusal):
    default_code = "bad_audience"
    default_detail = "考试范围有误。"


class NoAudience(Refusal):
    default_code = "no_audience"
    default_detail = "请先设置考试范围。"


class NoBlueprint(Refusal):
    default_code = "no_blueprint"
    default_detail = "请先设置组卷方案。"


class PointsDiffer(Refusal):
    default_code = "points_differ"
    default_detail = "各题分值之和与满分不符。"


class PoolTooSmall(Refusal):
    default_code = "pool_too_small"
    default_detail = "题库中可用的试题不足。"


class NotReady(Refusal):
    """Carries `problems`, in the shape of an examination's own."""

    default_code = "exam_not_ready"
    default_detail = "考试还不能发布。"


class ExamPublished(Refusal):
    status_code = 409
    default_code = "exam_published"
    default_detail = "考试已发布，不能再修改。"


class ExamCancelled(Refusal):
    status_code = 409
    default_code = "exam_cancelled"
    default_detail = "考试已取消。"


class ExamNotPublished(Refusal):
    status_code = 409
    default_code = "exam_not_published"
    default_detail = "考试尚未发布。"


class ExamStarted(Refusal):
    status_code = 409
    default_code = "exam_started"
    default_detail = "已有考生开始作答，不能取消考试。"


class ResultsTooEarly(Refusal):
    status_code = 409
    default_code = "results_too_early"
    default_detail = "正式场次尚未结束，不能公布成绩。"


class ResultsPublished(Refusal):
    status_code = 409
    default_code = "results_published"
    default_detail = "成绩已经公布。"


class AssemblyRunning(Refusal):
    status_code = 409
    default_code = "assembly_running"
    default_detail = "正在组卷，请等待完成。"


class WindowRunning(Refusal):
    status_code = 409
    default_code = "window_running"
    default_detail = "本场考试已经开始，不能再改开始时间。"


class WindowOver(Refusal):
    status_code = 409
    default_code = "window_over"
    default_detail = "本场考试已经结束，不能再改。"


class ShorteningNeedsReason(Refusal):
    status_code = 409
    default_code = "shortening_needs_reason"
    default_detail = "提前结束场次须写明原因。"


class StandingAlready(Refusal):
    status_code = 409
    default_code = "standing_already"
    default_detail = "该考生已有免考、核减或请假登记，请先撤销。"


class StandingIsDue(Refusal):
    status_code = 409
    default_code = "standing_is_due"
    default_detail = "该考生没有可撤销的免考、核减或请假登记。"


class HasSat(Refusal):
    status_code = 409
    default_code = "has_sat"
    default_detail = "该考生已经参加考试，不能登记免考、核减或请假。"


class HasNotSat(Refusal):
    status_code = 409
    default_code = "has_not_sat"
    default_detail = "该考生没有可取消的成绩。"


class ResultCancelled(Refusal):
    status_code = 409
    default_code = "result_cancelled"
    default_detail = "该考生的成绩已取消。"


class ResultNotCancelled(Refusal):
    status_code = 409
    default_code = "result_not_cancelled"
    default_detail = "该考生的成绩没有被取消。"


class DocumentMissing(Refusal):
    default_code = "document_missing"
    default_detail = "免考和核减须写明依据的文件或证明。"


class OwnEntry(Refusal):
    status_code = 403
    default_code = "own_entry"
    default_detail = "不能办理本人的考试事项，请由其他考务人员办理。"
