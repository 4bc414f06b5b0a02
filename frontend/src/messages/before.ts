// What a candidate reads before the examination.
export * from './take'

export const hello = (name: string): string => `${name}，您好`
export const homeTitle = '我的考试'
export const homeOpen = '待参加'
export const homeInProgress = '进行中'
export const homeUpcoming = '未开始'
export const homeFinished = '已结束'
export const homeEmpty = '目前没有需要您参加的考试。考试安排好后会显示在这里；如有疑问，请联系本单位的考务人员。'
export const homeMore = '显示更多'
export const notCandidate = '您的账号用于管理，没有考试。'
export const continueSitting = '继续答题'
export const enter = '进入考试'
export const see = '查看考试说明'
export const seeResult = '查看成绩'
export const windowTimes = (from: string, to: string): string => `${from} 至 ${to}`
export const minutes = (count: number): string => `${count} 分钟`
export const questions = (count: number): string => `${count} 题`
export const fullPoints = (points: string): string => `满分 ${points} 分`
export const attemptsLeft = (left: number, allowed: number): string => `还可考 ${left} 次（共 ${allowed} 次）`
export const factTime = '考试时长'
export const factPaper = '试卷'
export const factPass = '合格线'
export const factAttempts = '考试次数'
export const factWindows = '考试时间'
export const factLeaving = '离开页面'
export const leavingWatched = (limit: number): string => `考试中离开本页面（切换窗口、应用或锁屏）不超过 ${limit} 次；次数和时长会记录，供考务人员查看。模拟考试不记录。`
export const factCopying = '复制打印'
export const copyingBlocked = '考试中不能复制、打印试题；朗读和读屏软件照常使用。'
export const scoreIs = (points: string): string => `${points} 分`
export const openUntil = (time: string): string => `本次作答到 ${time} 截止`
export const entryTitle = '考试说明'
export const identity = '请核对您的身份'
export const name = '姓名'
export const unit = '单位'
export const notMe = '不是我'
export const rules = '考生须知'
export const rulesDefault = '1. 请独立完成作答。\n2. 作答期间答案会自动保存；断网、刷新或更换设备后可以继续，计时不停止。\n3. 到时系统自动交卷；交卷后不能再修改答案。'
export const rulesRead = '我已阅读并遵守考生须知'
export const precheck = '开考前检查'
export const checkConnection = '网络连接'
export const checkBrowser = '浏览器'
export const checkStorage = '本机存储'
export const checkOk = '正常'
export const checkWorking = '正在检查…'
export const precheckNetwork = '考试中如果网络断开，可以继续作答：答案先存在本机，网络恢复后自动上传，请不要关闭页面。'
export const readingHint = '本浏览器不能朗读题目。需要时可打开手机设置里的“屏幕朗读”。'
export const start = '开始考试'
export const startAt = (time: string, left: string): string => `${time} 开始，距开始还有 ${left}`
export const tickFirst = '请先勾选“我已阅读并遵守考生须知”'
export const windowOver = '考试时间已过。'
export const noAttempts = '考试次数已用完。'
export const windows = { main: '正式考试', make_up: '补考', mock: '模拟考试' }
export const checkConnectionBad = '暂时连不上服务器，请检查网络'
export const checkStorageBad = '不可用，答案只能在联网时保存；请关闭浏览器的无痕模式'
