// What a candidate reads when the time runs out, when she leaves and when she hands in.
export * from './take'

export const minutesLeft = (minutes: number): string => `距考试结束还有 ${minutes} 分钟`
export const extraTime = (minutes: number): string => `考务人员为您延长了 ${minutes} 分钟`
export const leftPage = (times: number, limit: number, seconds: number): string =>
  `您已离开考试页面 ${times} 次（本次 ${seconds} 秒），${times > limit ? `超过规定的 ${limit} 次` : `规定不超过 ${limit} 次`}。次数和时长已记录，供考务人员查看。`
export const noCopying = '本场考试不允许复制和打印试题。'
export const leaveTitle = '要离开考试吗？'
export const leaveText = '离开后计时不停止，可以从首页“继续答题”回到考试。'
export const leaveDo = '离开'
export const stay = '继续答题'
export const submitTitle = '确认交卷'
export const answered = '已答'
export const unanswered = '未答'
export const marked = '已标记'
export const countOf = (count: number): string => `${count} 题`
export const jumpTo = '点题号可返回作答：'
export const submitConfirm = '确认交卷'
export const submitNote = '交卷后不能再修改答案。'
export const submitting = '正在交卷…'
export const submitWaiting = '等待网络，将自动交卷'
export const submitWaitingText = '您的答案都在本机。请保持本页打开，网络恢复后会自动交卷。'
export const timeUp = '时间到，正在自动交卷'
export const timeUpWaitingText = '网络已断开。您的答案都在本机，网络恢复后自动上传并交卷；是否计入成绩，由服务器按收到的时间判定。请保持本页打开。'
export const unsentCount = (count: number): string => `待上传 ${count} 题`
export const readAloud = '朗读'
export const stopReading = '停止朗读'
export const readOption = (letter: string, text: string): string => `选项 ${letter}。${text}`
export const readPicture = (alt: string): string => `图片。${alt}`
export const filterLabel = '筛选题目'
export const filterEmpty = '没有这样的题目。'
export const itemAnswered = '已答'
export const itemUnanswered = '未答'
export const itemFlagged = '已标记'
export const itemCurrent = '当前题'
export const legendCurrent = '当前'
export const submit = '交卷'
export const filters = { all: '全部', unanswered: '未答', flagged: '已标记' }
export const itemNumber = (number: number): string => `第${number}题`
export const moveUp = (text: string): string => `上移：${text}`
export const moveDown = (text: string): string => `下移：${text}`
export const movedTo = (text: string, place: number): string => `“${text}”现在是第 ${place} 项`
export const orderHint = '请用“上移”“下移”按钮把各项排成正确的顺序。'
export const orderKeep = '就按现在的顺序'
export const matchesLabel = '右侧各项'
export const matchNone = '请选择对应的项'
export const passageAgain = '再看一遍材料'
export const multipleChoiceRules = { exact: '全部选对才得分；多选、少选、错选均不得分。', partial: '全部选对得满分；少选且所选均正确得部分分；错选不得分。', penalty: '每选对一项得一份分，每错选一项扣一份，扣完为止。' }
export const blank = (number: number): string => `第 ${number} 空`
