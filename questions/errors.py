"""What the bank refuses."""

from rest_framework.exceptions import ErrorDetail

from questions.imports.problems import FileProblem
from questions.refusals import Refusal


class InvalidQuestion(Refusal):
    default_code = "invalid"
    default_detail = "试题内容有误。"


class DuplicateQuestion(Refusal):
    status_code = 409
    default_code = "duplicate_question"
    default_detail = "题库中已有相同的试题(题型、题干和选项都相同)。"


class UnchangedQuestion(Refusal):
    status_code = 409
    default_code = "unchanged_question"
    default_detail = "内容没有变化,未生成新版本。"


class NotDraft(Refusal):
    status_code = 409
    default_code = "not_draft"
    default_detail = "只有草稿可以提交审核。"


class NotInReview(Refusal):
    status_code = 409
    default_code = "not_in_review"
    default_detail = "该试题当前不在待审状态,请刷新后重试。"


class OwnQuestion(Refusal):
    status_code = 403
    default_code = "own_question"
    default_detail = "不能审核自己命题或修改的试题。"


class NotPublished(Refusal):
    status_code = 409
    default_code = "not_published"
    default_detail = "该试题没有已发布的版本。"


class NotSuspended(Refusal):
    status_code = 409
    default_code = "not_suspended"
    default_detail = "该试题没有停用。"


class QuestionRetired(Refusal):
    status_code = 409
    default_code = "question_retired"
    default_detail = "该试题已退出题库。"


class SearchTooLong(Refusal):
    default_code = "search_too_long"
    default_detail = "搜索内容不能超过 100 字。"


class LawRepealed(Refusal):
    status_code = 409
    default_code = "law_repealed"
    default_detail = "该法律法规已登记为废止。"


class LawNotRepealed(Refusal):
    status_code = 409
    default_code = "law_not_repealed"
    default_detail = "该法律法规没有登记为废止。"


class NoStaleMark(Refusal):
    status_code = 409
    default_code = "no_stale_mark"
    default_detail = "该试题的待复核事项有变化,请刷新后重新核对。"


class CitationNotReadable(Refusal):
    default_code = "citation_unreadable"
    default_detail = "看不懂这一处法条依据。"


class NothingToExport(Refusal):
    status_code = 409
    default_code = "nothing_to_export"
    default_detail = "没有可以导出的试题。"


class TooManyToExport(Refusal):
    status_code = 409
    default_code = "too_many_questions"
    default_detail = "一次导出的试题太多,请用题型、知识点等条件分几次导出。"


class ExportInBackground(Refusal):
    status_code = 409
    default_code = "export_in_background"
    default_detail = "这么多试题的文件要在后台生成。"


class AlreadyReported(Refusal):
    status_code = 409
    default_code = "already_reported"
    default_detail = "您已反馈过本题,处理情况在答题详情中显示。"


class TooManyReports(Refusal):
    status_code = 429
    default_code = "too_many_reports"
    default_detail = "24 小时内最多反馈 20 道题,请稍后再试。"


class ReportSettled(Refusal):
    status_code = 409
    default_code = "report_settled"
    default_detail = "该反馈已经处理,请刷新后查看。"


class StillTheSame(Refusal):
    status_code = 409
    default_code = "still_the_same"
    default_detail = "该试题还没有发布新版本,不能答复“已修订”。"


class StillDrawn(Refusal):
    status_code = 409
    default_code = "still_drawn"
    default_detail = "该试题没有停用,不能答复“已停用”。"


class NoSuchQuestion(Refusal):
    default_code = "no_such_question"
    default_detail = "列表中有题库里没有的试题。"


class NothingInSet(Refusal):
    status_code = 409
    default_code = "nothing_in_set"
    default_detail = "题集中还没有试题,不能发布。"


class NotInUse(Refusal):
    """`questions` names those that may not be drawn."""

    status_code = 409
    default_code = "not_in_use"
    default_detail = "题集中有未发布、已停用或已退出的试题,请先移出题集。"


class UnchangedSet(Refusal):
    status_code = 409
    default_code = "unchanged_set"
    default_detail = "名称、试题和封面说明都没有变化,未生成新版本。"


class NoSuchLaw(Refusal):
    default_code = "no_such_law"
    default_detail = "清单中有法律法规库里没有的法律法规。"


class BadRange(Refusal):
    """`position` is the item's, from 1."""

    default_code = "bad_range"
    default_detail = "条文范围要写起止两条,且起始条不能在终止条之后。"


class UnchangedList(Refusal):
    status_code = 409
    default_code = "unchanged_list"
    default_detail = "清单没有变化,未生成新版本。"


class QuestionOverwritten(Refusal):
    status_code = 409
    default_code = "question_overwritten"
    default_detail = "不能覆盖：相似的不是题库中的试题，或者文件中另有一行覆盖或更新这道试题。"


class PictureRefused(Refusal):
    """By what its reading says of it."""

    default_code = "picture_unreadable"
    default_detail = "图片无法读取。"

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(ErrorDetail(problem.detail, code=problem.code))
