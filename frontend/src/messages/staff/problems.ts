/**
 * What a refusal's code means to the person who reads it. A code that is not here is shown by the server's own Chinese detail.
 */
export const problemTexts: Record<string, string> = {
  network: '网络连接失败，请检查网络后重试。',
  server_error: '服务器出错，操作没有完成，请稍后重试。',
  not_found: '没有找到，或者您没有查看权限。',
  permission_denied: '您没有办理此事的权限。',
  not_authenticated: '登录已过期，请重新登录。',
  csrf_failed: '页面已过期，请刷新后重试。',
  wrong_credentials: '账号或密码不正确。忘记密码请联系单位管理员重发激活码。',
  too_many_attempts: '尝试次数过多，请过一会儿再试；急用请联系单位管理员。',
  too_many_requests: '操作太频繁，请稍后再试。',
  weak_password: '密码太简单，请换一个更长的密码。',
  file_too_large: '文件太大，请不要超过 10 MB。',
}

export const unknownProblem = '操作没有完成，请稍后重试。'
