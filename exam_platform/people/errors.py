"""What people refuses."""

import math
from datetime import timedelta

from exam_platform.api import Located, Refusal

# One text for everything that can be wrong with a sign-in: it tells a guesser nothing (S1, S7, S8).
SIGN_IN_FAILED = (
    "登录名或密码不正确，或者尝试次数过多。请核对后重试；连续多次失败的，请等待 15 分钟。"
    "忘记密码或尚未激活的，请联系本单位管理员领取激活码。"
)
ACTIVATION_FAILED = (
    "登录名或激活码不正确、激活码已失效，或者尝试次数过多。请核对密码条后重试；连续多次失败的，请等待 15 分钟，"
    "或请本单位管理员重新发放激活码。"
)


class WrongCredentials(Refusal):
    status_code = 401
    default_code = "wrong_credentials"
    default_detail = SIGN_IN_FAILED


class WrongActivationCode(Refusal):
    status_code = 401
    default_code = "wrong_activation_code"
    default_detail = ACTIVATION_FAILED


class TooManyAttempts(Refusal):
    status_code = 429
    default_code = "too_many_attempts"

    def __init__(self, detail: str, wait: timedelta) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, math.ceil(wait.total_seconds())))})


class WrongPassword(Refusal):
    status_code = 400
    default_code = "wrong_password"
    default_detail = "原密码不正确。"

    def __init__(self) -> None:
        super().__init__(
            errors=[Located(pointer="/old_password", code=self.default_code, detail=str(self.default_detail))]
        )


class WeakPassword(Refusal):
    status_code = 400
    default_code = "weak_password"
    default_detail = "密码不符合要求。"


class BadValidity(Refusal):
    status_code = 400
    default_code = "bad_validity"
    default_detail = "激活码的有效期须在现在之后、180 天之内。"


class NumbersUnreadable(Refusal):
    status_code = 409
    default_code = "numbers_unreadable"
    default_detail = "加密所用的密钥不在本平台中，证件号码和手机号无法读取。请联系运维人员。"


class NotYourOwn(Refusal):
    """Whoever holds a right must not be the one who gives it to herself."""

    status_code = 403
    default_code = "not_your_own"
    default_detail = "不能对自己的账号进行此操作。"


class BeyondYourRights(Refusal):
    status_code = 403
    default_code = "beyond_your_rights"
    default_detail = "您不能授予、收回这一角色，也不能管理持有这一角色的账号。"


class RoleHeldAlready(Refusal):
    status_code = 409
    default_code = "role_held_already"
    default_detail = "此人在该单位已有这一角色。"


class NobodyToPrint(Refusal):
    status_code = 409
    default_code = "nobody_to_print"
    default_detail = "该单位没有需要打印密码条的人员。"


class TooManySlips(Refusal):
    status_code = 409
    default_code = "too_many_slips"
    default_detail = "一次最多打印 5000 人的密码条，请分单位打印。"


class NumberInAddress(Refusal):
    """ID numbers and phones stay out of addresses, which logs and histories keep (I22)."""

    default_code = "number_in_address"
    default_detail = "身份证号、手机号等长号码不能放在网址里查找，请用“按号码查找”。"


class RequestAlreadyDecided(Refusal):
    status_code = 409
    default_code = "request_already_decided"
    default_detail = "这项任职申请已经处理过了，请刷新。"


class PostExists(Refusal):
    status_code = 409
    default_code = "post_exists"
    default_detail = "此人在该单位已有任职。"
