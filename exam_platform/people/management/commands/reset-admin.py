from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exam_platform.people.actions.administrators import reset_administrator

FIRST_LOGIN = "admin"


class Command(BaseCommand):
    help = "在服务器上重设区级管理员:没有该用户名则新建,生成新口令并显示一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--login", default=FIRST_LOGIN, help="用户名,默认 admin")

    def handle(self, *, login: str, **_: Any) -> None:
        password = reset_administrator(user_name=login)
        self.stdout.write(f"区级管理员\n账号:{login}\n口令:{password}\n口令只显示这一次,登录后请立即修改。")
