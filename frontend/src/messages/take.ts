import { ApiError } from '@/api/client'

// Texts of the candidates' pages: plain words, verbs on buttons. Those of one lot of pages stand in a file of its own, so
// that nothing is loaded that is not said. Read as `import * as m from '@/messages/take'`, or of a lot, which has these too.

export const appName = '学法用法考试平台'
export const loading = '正在加载…'
export const demo = '演示数据：本平台中的人员、单位和成绩均为虚构'
export const careOn = '关怀版'
export const careOff = '标准版'
export const careOnLabel = '切换到关怀版（大字、高对比度）'
export const careOffLabel = '切换到标准版'
export const signOut = '退出登录'
export const staffLink = '进入管理端'
export const back = '返回'
export const backHome = '返回首页'
export const retry = '重试'
export const help = (phone: string): string => `需要帮助请拨打：${phone}`
export const helpNobody = '需要帮助请联系本单位的考务人员'
export const working = '请稍候…'
export const questionNumber = (number: number): string => `第 ${number} 题`
export const partNumber = (number: number): string => `第 ${number} 小题`
export const errorTitle = '页面暂时打不开'
export const errorSafe = '已作答的内容不会丢失：已上传的在服务器上，未上传的在本机。'
export const kinds: Record<string, string> = { single: '单选题', multiple: '多选题', true_false: '判断题', fill_in: '填空题', ordering: '排序题', matching: '连线题', case: '案例分析题' }
export const verdicts = { passed: '合格', excellent: '优秀', failed: '不合格' }
export const timeLeft = '剩余时间'

/** The server refuses in Chinese; only what never reached it needs words of our own. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError && error.message) return error.message
  return '连不上服务器，请检查网络后重试。'
}
