// What a candidate reads after the examination.
import type { Report } from '@/api/shapes'

export * from './take'

export const passPoints = (points: string): string => `合格线 ${points} 分`
export const resultTitle = '考试结果'
export const handedIn = '已交卷'
export const handedInByClock = '到时自动交卷'
export const handedInByOfficer = '由考务人员收卷'
export const receipt = '交卷回执'
export const closedAt = '交卷时间'
export const used = '用时'
export const grading = '正在评分，请稍候…'
export const scoreAt = (time: string): string => `成绩将于 ${time} 公布`
export const scoreLater = '成绩由考务人员统一公布，请留意通知。'
export const scoreLabel = '得分'
export const byKind = '各题型答对情况'
export const byTopic = '各知识点答对情况'
export const rightOf = (right: number, count: number): string => `答对 ${right} 题，共 ${count} 题`
export const nextStep = '下一步'
export const reviewDo = '查看答题详情'
export const reviewAt = (time: string): string => `答题详情将于 ${time} 开放`
export const againDo = '再考一次'
export const attemptsLeftShort = (left: number): string => `还可以再考 ${left} 次。`
export const noAttemptsLeft = '考试次数已用完。'
export const nextPerson = '换下一位'
export const nextPersonNote = '退出登录并清除本页内容，请下一位考生登录。'
export const reviewTitle = '答题详情'
export const onlyWrong = '只看错题'
export const wrongCount = (wrong: number, total: number): string => `答错 ${wrong} 题，共 ${total} 题`
export const noWrong = '没有答错的题。'
export const yourAnswer = '您的答案'
export const keyIs = '正确答案'
export const notAnswered = '未作答'
export const right = '答对'
export const wrong = '答错'
export const explanation = '解析'
export const citations = '法条依据'
export const lawVersion = (day: string): string => `考试当日有效的版本（${day}）`
export const noLawText = '本平台未收录该法条在考试当日的文本。'
export const markOf = (mark: string, points: string): string => `得 ${mark} 分，满分 ${points} 分`
export const chosenMark = '您选的'
export const keyMark = '正确答案'
export const reportDo = '本题有误'
export const reportFault = '哪里有误'
export const reportText = '请说明（500 字以内，不要写姓名等个人信息）'
export const reportTextMissing = '请写明哪里有误。'
export const reportSend = '提交反馈'
export const reportCancel = '取消'
export const reported = '您反馈本题有误：'
export const faults: Record<Report['fault'], string> = {
  wording: '题干或选项有误',
  key: '答案有误',
  explanation: '解析有误',
  citation: '法条依据有误或已失效',
  other: '其他',
}
export const reportStates: Record<Report['state'], string> = {
  open: '待处理',
  false_alarm: '经核对，本题无误',
  revised: '本题已修订',
  suspended: '本题已停用',
}
