import { translator } from '../translate'

export const audit = {
  title: '审计日志',
  note: '只增不改：谁、在什么时候、从哪里、做了什么。',
  caption: '审计记录',
  at: '时间',
  actor: '人员',
  kind: '事项',
  subject: '对象',
  address: '来源地址',
  detail: '内容',
  anyKind: '全部事项',
  since: '起始时间',
  empty: '还没有审计记录。',
  emptyFiltered: '没有符合条件的记录。',
  system: '系统',
}

export const t = translator(audit)

/** Kinds that people read about; another kind is shown by its code. */
export const auditKinds: Record<string, string> = {
  'session.opened': '登录',
  'session.refused': '登录失败',
  'session.closed': '退出登录',
  'person.activated': '激活账号',
  'person.revealed': '查看证件号',
  'person.disabled': '停用账号',
  'person.enabled': '启用账号',
  'password.changed': '修改密码',
  'role.granted': '授予角色',
  'role.revoked': '收回角色',
  'activation_code.issued': '发放激活码',
  'activation_slips.printed': '打印密码条',
  'post_request.confirmed': '同意任职申请',
  'post_request.declined': '不同意任职申请',
  'exam.window_added': '加场次',
  'exam.window_changed': '调整场次',
  'exam.extended': '延长时间',
  'exam.extension_refused': '延长时间（被拒绝）',
  'attempt.extended': '答卷截止时间顺延',
  'attempt.collected': '收卷',
  'attempt.collection_refused': '收卷（被拒绝）',
  'attempt.voided': '作废答卷',
  'attempt.voiding_refused': '作废答卷（被拒绝）',
  'attempt.late_admitted': '计入迟到的改动',
  'attempt.late_admission_refused': '计入迟到的改动（被拒绝）',
  'attempt.graded': '评分',
  'entry.cancel_result': '取消成绩',
  'entry.restore_result': '恢复成绩',
}
