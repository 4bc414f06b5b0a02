"""What sittings refuse, by name."""

from exam_platform.api import Refusal


class BadToken(Refusal):
    status_code = 401
    default_code = "bad_token"
    default_detail = "答题凭证无效，请返回考试首页重新进入。"
    headers = {"WWW-Authenticate": "Attempt"}


class NoSuchAttempt(Refusal):
    """One body for what is missing and for what is another's."""

    status_code = 404
    default_code = "not_found"
    default_detail = "没有找到，或您无权查看。"


class TooManyChanges(Refusal):
    status_code = 413
    default_code = "too_many_changes"
    default_detail = "一次最多保存 100 处更改，请分批提交。"


class LeaseLost(Refusal):
    status_code = 409
    default_code = "lease_lost"
    default_detail = "本场考试已在另一设备上继续，或登录状态已变化。请重新进入考试；本机未保存的答案仍在本机。"


class Closed(Refusal):
    """`kept` names the changes that are in the log all the same, as late ones."""

    status_code = 409
    default_code = "closed"
    default_detail = "答卷已收，之后的更改只作留存，不计入成绩。"


class ExamNotOpen(Refusal):
    status_code = 409
    default_code = "exam_not_open"
    default_detail = "现在不在考试开放时间内。"


class NotEligible(Refusal):
    status_code = 403
    default_code = "not_eligible"
    default_detail = "您不符合参加本场考试的条件。"


class NoAttemptsLeft(Refusal):
    status_code = 409
    default_code = "no_attempts_left"
    default_detail = "作答次数已用完。"


class NumberNotNext(Refusal):
    status_code = 409
    default_code = "number_not_next"
    default_detail = "请按次序作答：上一次作答交卷后才能开始下一次。"


class OtherDevice(Refusal):
    status_code = 409
    default_code = "other_device"
    default_detail = "另一设备正在作答。确认接管后，另一设备上将不能继续作答。"


class NotOpen(Refusal):
    """An act that needs an open attempt."""

    status_code = 409
    default_code = "attempt_not_open"
    default_detail = "该答卷已经收卷。"


class StillOpen(Refusal):
    """An act that needs a closed attempt."""

    status_code = 409
    default_code = "attempt_open"
    default_detail = "该答卷仍在作答，收卷后才能办理。"


class AlreadyVoided(Refusal):
    status_code = 409
    default_code = "attempt_voided"
    default_detail = "该答卷已经作废。"
