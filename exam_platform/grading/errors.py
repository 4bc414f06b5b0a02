"""What a candidate is refused about her result, by name."""

from exam_platform.api import Refusal


class ReviewNotOpen(Refusal):
    status_code = 409
    default_code = "review_not_open"
    default_detail = "答题详情尚未开放，开放后可以反馈。"


class NoSuchPosition(Refusal):
    default_code = "no_such_position"
    default_detail = "答卷中没有这道题。"
