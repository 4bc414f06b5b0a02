import { categoryNames, roleNames } from '@/messages/staff/app'
import { auditFacts, auditSubjects, t } from '@/messages/staff/audit'
import { exams } from '@/messages/staff/exams'

import { api, asQuery, bodyOf, type Schemas } from '../app/api'
import { formatTime } from '../app/dates'
import { formatPoints } from '../app/figures'

/** `detail` is what each kind of act keeps. */
export type AuditRecord = Omit<Schemas['AuditRecord'], 'detail'> & { detail: unknown }
export type AuditFilter = 'kind' | 'actor' | 'since'

export const listAuditRecords = (query: Record<AuditFilter | 'cursor', string>) =>
  bodyOf(api.GET('/api/v1/audit-records/', { params: { query: asQuery(query) } }))

const CODES: Record<string, string> = { ...roleNames, ...categoryNames, main: exams.main, make_up: exams.make_up, mock: exams.mock }
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** `exam:2` → `考试 2`. */
export function subjectOf(subject: string): string {
  const [kind = '', number = ''] = subject.split(':')
  return `${auditSubjects[kind] ?? kind} ${number}`.trim() || '—'
}

/** One line for each thing that is known of an act; what is empty is left out. */
export function factsOf(detail: unknown): string[] {
  return Object.entries(detail ?? {})
    .map(([name, value]) => [auditFacts[name] ?? name, name === 'score' ? formatPoints(value as number) : said(value)])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}：${value}`)
}

function said(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (Array.isArray(value)) return value.map(said).join('；')
  if (typeof value === 'object') return factsOf(value).join('，')
  const text = String(value)
  return CODES[text] ?? (TIME.test(text) ? formatTime(text) : text)
}
