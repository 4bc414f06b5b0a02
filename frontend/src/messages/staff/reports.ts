import { translator } from '../translate'

export const t = translator({
  title: '考生反馈：本题有误',
  note: '考生在答题详情中反馈的试题。核对后答复，考生在原处看到处理结果；这里不显示是谁反馈的。',
  caption: '考生反馈列表',
  question: '试题',
  revision: '反馈的是第 {number} 版',
  publishedNow: '现为第 {number} 版',
  text: '反馈内容',
  reportedAt: '反馈时间',
  state: '处理情况',
  anyState: '全部',
  empty: '没有待处理的反馈。',
  emptyFiltered: '没有符合条件的反馈。',
  settle: '答复',
  settled: '已答复',
  outcome: '处理结果',
  answer: '答复内容',
  answerHint: '考生会看到这段话',
})

export const faultNames: Record<string, string> = {
  wording: '题干或选项有误',
  key: '答案有误',
  explanation: '解析有误',
  citation: '法条依据有误或已失效',
  other: '其他',
}

export const reportStateNames: Record<string, string> = {
  open: '待处理',
  false_alarm: '误报',
  revised: '已修订',
  suspended: '已停用',
}
