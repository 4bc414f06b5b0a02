// What a candidate reads when something comes between her and her paper.
export * from './take'

export const otherDeviceTitle = '另一设备正在作答'
export const otherDeviceText = '这场考试正在另一台设备上作答，本页暂时不能修改答案。改在本设备作答后，另一台设备将不能再作答。'
export const otherDeviceUnsent = (count: number, numbers: string): string => `本机还有 ${count} 题的作答没有上传（第 ${numbers} 题），它们仍保存在本机。`
export const takeOver = '改在本设备作答'
export const signInAgainTitle = '请重新登录'
export const signInAgain = '登录已过期。您的答案保存在本机，重新登录后会自动上传，不会丢失。'
export const otherTabTitle = '考试已在另一个页面打开'
export const otherTabText = '同一场考试只能在一个页面里作答。在此页继续后，另一个页面将停止作答。'
export const otherTabDo = '在此页继续'
export const heldTitle = '本机还有未上传的作答'
export const heldText = (numbers: string): string => `您在另一设备作答之前，本机还保存着第 ${numbers} 题的作答。要用它们替换现在的答案吗？`
export const heldUse = '用本机的作答'
export const heldDrop = '保留现在的答案'
export const closedTitle = '考试已结束'
export const closedText = '本次作答已经结束，答案已交到服务器。'
export const late = (numbers: string): string => `第 ${numbers} 题的作答在考试结束后才到达：已留存，是否计入由考务人员决定。`
export const undelivered = (count: number): string => `本机还有 ${count} 题的作答没有送达服务器，请联系考务人员。`
export const toResult = '查看结果'
export const readOnly = '只查看答案'
