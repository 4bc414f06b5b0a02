import { translator } from '../translate'

/** The law library, and the questions that wait because an article changed. */
export const laws = {
  title: '法律法规',
  note: '题目引用的法律法规原文。新版本导入后，引用的条文有变化的试题会进入「待复核」。',
  caption: '法律法规列表',
  import: '导入法律法规',
  searchHint: '名称中的文字',
  anyStatus: '全部状态',
  empty: '还没有法律法规。可以导入 Markdown、纯文本或 Word 文件。',
  emptyFiltered: '没有符合条件的法律法规，换个条件试试。',
  name: '名称',
  status: '状态',
  dated: '版本日期',
  inForceOn: '施行日期',
  versions: '版本数',
  articles: '条文数',
  issuingBody: '制定机关',

  backToList: '返回法律法规列表',
  version: '版本',
  versionOption: '{dated}（{status}）',
  compare: '与其他版本比较',
  passedOn: '通过日期',
  publishedOn: '公布日期',
  notStated: '{day}（原文未写明，按版本日期）',
  supersededOn: '被新版本代替',
  repealedOn: '废止日期',
  repealReason: '废止依据',
  documentNumber: '文号',
  parts: '已导入的各编',
  contents: '目录',
  text: '正文',
  annex: '附件',
  missing: '这份文本缺少：{articles}。',
  noText: '这个版本还没有原文。可以在「导入法律法规」中补充。',
  searchText: '查找本法中的文字',
  found: '找到 {count} 条',
  citing: '引用本条的试题',
  articleLink: '{label}的链接',

  comparisonTitle: '版本比较：{title}',
  backToLaw: '返回正文',
  older: '旧版本',
  newer: '新版本',
  onlyChanges: '只看变化',
  oneVersion: '库中只有一个版本，没有可比较的内容。',
  sameVersion: '请选择两个不同的版本。',
  differences: '逐条比较',
  noChanges: '两个版本的条文相同。',
  counts: '修改 {changed} 条，新增 {new} 条，删除 {gone} 条，序号变动 {moved} 条，未变 {same} 条',
  legend: '删除的文字加删除线，新增的文字加下划线。',
  nothing: '（无）',

  staleTitle: '待复核',
  staleNote: '引用的条文有了变化的试题，复核前不再用于新的试卷。自己出的题由别人复核。',
  staleEmpty: '没有待复核的试题。',
  staleList: '待复核的试题',
  ofOneLaw: '只看一部法律法规引起的',
  showAll: '查看全部',
  key: '标准答案',
  explanation: '解析',
  citation: '法条依据',
  nowReads: '查看新条文',
  repealedText: '《{title}》已经废止。',
  stillRight: '仍然正确',
  stillRightQuestion: '确认这道题在条文变化后仍然正确？确认后可以继续抽题。',
  confirmed: '已确认，可以继续抽题',
  revise: '去修订',
  notYours: '由审题人复核',
}

export const t = translator(laws)

export const statusNames: Record<string, string> = {
  not_yet_in_force: '尚未施行',
  in_force: '现行有效',
  amended: '已被修改',
  repealed: '已废止',
}

export const differenceNames: Record<string, string> = {
  same: '未变',
  changed: '有修改',
  new: '新增',
  gone: '已删除',
  moved: '序号变动',
}

export const reasonNames: Record<string, string> = {
  changed: '条文有修改',
  moved: '条文序号变动',
  gone: '条文已删除',
  repealed: '法律法规已废止',
}
