import { translator } from './translate'

/** Texts of the staff's pages. */
export const staff = {
  appName: '学法用法考试平台 · 管理端',
  loading: '正在加载…',
}

export const t = translator(staff)
