"""What results refuse."""

from exam_platform.api import Refusal


class ExportNotReady(Refusal):
    status_code = 409
    default_code = "export_not_ready"
    default_detail = "文件尚未生成，请稍后再下载。"


class ExportExpired(Refusal):
    status_code = 410
    default_code = "export_expired"
    default_detail = "文件已过期并删除，请重新导出。"


class ExportBeyondRights(Refusal):
    status_code = 403
    default_code = "export_beyond_rights"
    default_detail = "文件是按您原来的权限生成的，您的权限已变更，不能再下载。请重新导出。"


class ExportFinished(Refusal):
    status_code = 409
    default_code = "export_finished"
    default_detail = "文件已经生成，不能再取消。"


class TooManyExports(Refusal):
    status_code = 429
    default_code = "too_many_exports"
    default_detail = "您已有正在生成的文件，请等它完成后再导出。"
