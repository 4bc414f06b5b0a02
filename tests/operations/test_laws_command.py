"""`exam-platform laws DIR`, and what `prepare` says where no text is at hand."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exam_platform.audit.models import AuditRecord
from questions.models import Law, LawVersion
from tests.questions.law_files import NEW, OLD

pytestmark = pytest.mark.django_db


def said(folder: Path) -> str:
    out = io.StringIO()
    call_command("laws", str(folder), stdout=out)
    return out.getvalue()


def test_it_imports_the_shared_folder_and_a_second_time_adds_nothing(shared: Path) -> None:
    assert "41 个文件,导入 41 个,已有 0 个,未导入 0 个" in said(shared / "data" / "laws")
    assert (Law.objects.count(), LawVersion.objects.count()) == (31, 34)
    assert "41 个文件,导入 0 个,已有 41 个,未导入 0 个" in said(shared / "data" / "laws")
    assert LawVersion.objects.count() == 34
    (record,) = AuditRecord.objects.filter(kind="laws_imported")
    assert (record.actor_id, record.detail["texts"]) == (None, 41)


def test_it_names_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "new.txt").write_bytes(NEW.encode("gb18030"))
    (tmp_path / "old.md").write_text(OLD, encoding="utf-8")
    (tmp_path / "notice.md").write_text("通知\n请认真组织。", encoding="utf-8")
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    out = said(tmp_path)
    assert "未导入 notice.md:全文没有“第一条”这样的条文" in out
    assert "未导入 empty.md:文件是空的。" in out
    assert "4 个文件,导入 2 个,已有 0 个,未导入 2 个" in out
    assert [version.dated.year for version in LawVersion.objects.order_by("dated")] == [2015, 2020]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有这个目录"):
        said(tmp_path / "nowhere")
