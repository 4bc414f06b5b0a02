import { http, type Page } from '../app/http'
import type { Job } from '../app/useJob'
import type { UnitName } from '../app/units'
import type { Entry } from '../exams/exams'

/** `percent` has two decimals and is never rounded up to 100; null when there is nothing to divide by. */
export interface Rate {
  numerator: number | null
  denominator: number | null
  percent: string | null
}

export interface Figures {
  roster: number
  exempt: number
  reduced: number
  due: number
  leave: number
  absent: number
  sat: number
  passed: number
  failed: number
  excellent: number
  cancelled: number
  average: number | null
  participation_rate: Rate
  pass_rate: Rate
  pass_rate_of_due: Rate
  excellent_rate: Rate
  first_pass_rate: Rate
  make_up_pass_rate: Rate
  /** The group is too small to be shown to this person. */
  suppressed: boolean
}

export type ChildFigures = Figures & { unit: UnitName & { has_children: boolean } }

export interface Statistics {
  exam: { id: number; title: string } | number
  unit: UnitName
  category: string
  as_of: string
  definitions: { term: string; text: string }[]
  totals: Figures
  children: ChildFigures[]
  own: Figures | null
  distribution: { from: number; to: number; count: number }[]
  by_day: { date: string; sat: number }[]
  topics: { topic: string; facility: string | null; count: number }[]
  questions: { revision: number; stem: string; facility: string | null; count: number }[]
}

export interface Export extends Job {
  id: number
  kind: 'statistics' | 'results'
  title: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  file_name: string
  expires_at: string | null
  error: { code: string; detail: string } | null
}

export interface ExportOrder {
  kind: 'statistics' | 'results'
  exam: number
  unit?: number
  category?: string
  verdict?: string
}

export type ResultFilter = 'unit' | 'category' | 'verdict' | 'search'

export const readStatistics = (exam: string, query: { unit: string; category: string }) =>
  http.get<Statistics>(`exams/${exam}/statistics/`, query)
export const listResults = (exam: string, query: Record<ResultFilter | 'cursor', string>) =>
  http.get<Page<Entry>>(`exams/${exam}/results/`, query)
export const orderExport = (order: ExportOrder) => http.post<Export>('exports/', order)
export const readExport = (id: number) => http.get<Export>(`exports/${id}/`)
export const listExports = (query: { cursor: string }) => http.get<Page<Export>>('exports/', query)
export const removeExport = (id: number) => http.delete(`exports/${id}/`)
export const exportIsRunning = ({ state }: Export): boolean => state === 'queued' || state === 'running'

/** The address works once and for this person alone. */
export async function downloadExport(id: number): Promise<void> {
  const { url } = await http.post<{ url: string }>(`exports/${id}/download/`)
  location.assign(new URL(url, document.baseURI).href)
}
