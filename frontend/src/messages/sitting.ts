// What a candidate reads during the examination.
export * from './take'

export const close = '关闭'
export const saving = '正在保存…'
export const connecting = '正在连接…'
export const savedWord = '已保存'
export const offline = (count: number): string => `网络已断开，答案已存在本机（待上传 ${count} 题）`
export const offlineNothing = '网络已断开，可以继续作答，答案会存在本机'
export const notDurable = '本机存储不可用：请保持网络畅通，不要关闭或刷新页面'
export const expiredSession = '登录已过期，请重新登录（答案不会丢失）'
export const refused = (numbers: string, reason: string): string => `第 ${numbers} 题的作答未被接受（${reason}），请重新作答`
export const refusedBadOption = '选项无效'
export const refusedTooLarge = '内容过长'
export const refusedOther = '内容无效'
export const ofTotal = (total: number): string => `共 ${total} 题`
export const pointsEach = (points: string): string => `${points} 分`
export const previous = '上一题'
export const next = '下一题'
export const finish = '去交卷'
export const flag = '标记本题'
export const flagged = '已标记'
export const sheet = '答题卡'
export const sheetCount = (answered: number, total: number): string => `答题卡 ${answered}/${total}`
export const offlineWord = '网络已断开'
export const notSaved = '未能保存'
