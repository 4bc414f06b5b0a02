from questions.refusals import Refusal


class ImportFileEmpty(Refusal):
    default_code = "empty_file"
    default_detail = "文件是空的。"


class ImportFileTooLarge(Refusal):
    status_code = 413
    default_code = "too_large"
    default_detail = "文件超过 10 MB,请分成几个文件。"


class ImportNotReady(Refusal):
    status_code = 409
    default_code = "import_not_ready"
    default_detail = "导入任务当前不能确认,请刷新后查看状态。"


class ImportNotCancellable(Refusal):
    status_code = 409
    default_code = "import_not_cancellable"
    default_detail = "导入已在进行或已结束,不能取消。"


class AnnotationFailed(Refusal):
    status_code = 409
    default_code = "annotation_failed"
    default_detail = "文件过大,无法生成带错误说明的文件,请拆分后重新上传。"


class NotATable(Refusal):
    status_code = 409
    default_code = "not_a_table"
    default_detail = "这类文件不是表格，没有带错误说明的副本，请按预览中的说明修改文件。"


class ImportFileGone(Refusal):
    status_code = 409
    default_code = "import_file_gone"
    default_detail = "导入任务的文件已清除,请重新上传。"


class RowNotCorrectable(Refusal):
    status_code = 404
    default_code = "row_not_correctable"
    default_detail = "没有这一行，或这一行没有错误，不需要修改。"


class ImportColumnUnknown(Refusal):
    default_code = "unknown_column"
    default_detail = "文件里没有这一列。"


class TooManyCorrections(Refusal):
    status_code = 409
    default_code = "too_many_corrections"
    default_detail = "一个文件最多在预览中修改 500 行，请改好文件后重新上传。"


class RowNotComparable(Refusal):
    status_code = 404
    default_code = "row_not_comparable"
    default_detail = "没有这一行，或这一行没有相似的试题。"
