from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exam_platform.operations.accounts_file import Account, read_accounts, write_accounts
from exam_platform.people.actions.administrators import reset_administrator
from exam_platform.people.models import Person, Role
from questions.models import Law

FIRST_LOGIN = "admin"


class Command(BaseCommand):
    help = "Sets up a new data folder: migrations, then demo data or the first administrator; prints the accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="no demo data, one district administrator")
        parser.add_argument("--laws", default="", help="a folder of statutes to import")

    def handle(self, *, empty: bool, laws: str, **_: Any) -> None:
        call_command("migrate", verbosity=0)
        if empty and settings.DEMO:
            raise CommandError(
                f"{settings.DATA_DIR} 中已有演示数据。要从空平台开始,请换一个目录:DATA_DIR=… DEMO=none make run"
            )
        if empty:
            self._make_first_administrator()
        elif settings.DEMO or not Person.objects.exists():
            (settings.DATA_DIR / "demo-data").touch()
            call_command("demo")
        else:
            self.stdout.write(f"{settings.DATA_DIR} 中已有数据,不再载入演示数据。")
        if laws:
            call_command("laws", laws, stdout=self.stdout)
        elif not Law.objects.exists():
            self.stdout.write(
                "法律法规库还是空的。有法律法规文本(.md、.txt、.docx)时:LAWS=目录 make run,或由题库教师在页面上导入。"
            )
        self._print_accounts()

    def _make_first_administrator(self) -> None:
        if Person.objects.exists():
            return
        password = reset_administrator(user_name=FIRST_LOGIN)
        account: Account = {
            "role": Role.DISTRICT_ADMINISTRATOR.value,
            "login": FIRST_LOGIN,
            "password": password,
            "unit": "",
        }
        write_accounts(settings.DATA_DIR / "demo-accounts.json", [account])

    def _print_accounts(self) -> None:
        accounts = read_accounts(settings.DATA_DIR / "demo-accounts.json")
        if not accounts:
            return
        self.stdout.write(f"\n可用的登录账号(另存于 {settings.DATA_DIR / 'demo-accounts.json'}):")
        for account in accounts:
            label = Role(account["role"]).label if account["role"] in Role.values else account["role"]
            self.stdout.write(f"  {label}  账号 {account['login']}  密码 {account['password']}  {account['unit']}")
        self.stdout.write("")
