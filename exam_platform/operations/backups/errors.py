"""Why a backup or a restore does not go on: a stable code and a Chinese sentence for the operator."""

from typing import Any, ClassVar


class BackupRefused(Exception):
    """Base of all; `sentence` is filled in with the keyword arguments."""

    code: ClassVar[str] = "backup_refused"
    sentence: ClassVar[str] = "{reason}"

    def __init__(self, **named: Any) -> None:
        super().__init__(self.sentence.format(**named))

    def __str__(self) -> str:
        return f"[{self.code}] {super().__str__()}"


class MissingTool(BackupRefused):
    code = "tool_missing"
    sentence = "找不到 PostgreSQL {version} 的程序 {name}。Debian:apt install postgresql-{version}"


class NoServerAccount(BackupRefused):
    code = "server_account_missing"
    sentence = "以 root 执行时,PostgreSQL 须以系统用户 postgres 运行,但没有这个用户。"


class DatabaseRefuses(BackupRefused):
    code = "database_refuses"
    sentence = (
        "数据库不允许备份:{reason}。"
        "请检查 BACKUP_DATABASE_URL:该角色须有 REPLICATION 权限,pg_hba.conf 须有 replication 一行。"
    )


class NoSpace(BackupRefused):
    code = "no_space"
    sentence = "{folder} 所在磁盘空间不足:需要 {needed},剩余 {free}。"


class InsideData(BackupRefused):
    code = "inside_data"
    sentence = "备份目录 {folder} 不能放在数据目录之中,最好在另一块磁盘或另一台机器上。"


class NoBackup(BackupRefused):
    code = "backup_not_found"
    sentence = "{folder} 中没有完整的备份。"


class Damaged(BackupRefused):
    code = "backup_damaged"
    sentence = "备份已损坏:{name}({reason})。请换用另一份备份。"


class TooNew(BackupRefused):
    code = "backup_too_new"
    sentence = "备份来自更新的版本 {version},当前程序不认识其中的迁移 {migrations}。请先安装同一版本或更新的版本。"


class TargetNotEmpty(BackupRefused):
    code = "target_not_empty"
    sentence = "{folder} 中已有数据({names})。确要替换,请加 --overwrite。"


class TargetInUse(BackupRefused):
    code = "target_in_use"
    sentence = "{folder} 正在使用。请先停止平台和数据库。"


class NoDatabaseFolder(BackupRefused):
    code = "database_folder_missing"
    sentence = "这是 PostgreSQL 的备份,请用 --database-into 指明数据库的数据目录(PGDATA)。"


class BadTime(BackupRefused):
    code = "bad_time"
    sentence = "无法识别时间 {text},应如 2026-11-23T10:31:00+08:00。"


class TimeBeforeBackup(BackupRefused):
    code = "time_before_backup"
    sentence = "{time} 早于最早的一份备份:最早可恢复到 {earliest}。"


class TimeAfterLog(BackupRefused):
    code = "time_after_log"
    sentence = "{time} 晚于收到的最后一段数据库日志:最晚可恢复到 {latest}。不加 --to-time 即恢复到日志的末尾。"


class KeysMissing(BackupRefused):
    code = "keys_missing"
    sentence = "缺少备份时的密钥:{names}。{consequences}请用 --keys 指明密钥保管单;确无密钥时加 --without-keys 继续。"


class KeysUnreadable(BackupRefused):
    code = "keys_unreadable"
    sentence = "密钥文件 {file} 无法识别:{reason}。"


class RecoveryFailed(BackupRefused):
    code = "recovery_failed"
    sentence = "数据库恢复失败:{reason}"


class CheckFailed(BackupRefused):
    code = "check_failed"
    sentence = "恢复后的检查未通过:{reason}"
