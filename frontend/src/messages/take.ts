import { translator } from './translate'

/** Texts of the candidates' pages. */
export const take = {
  appName: '学法用法考试平台',
  loading: '正在加载…',
}

export const t = translator(take)
