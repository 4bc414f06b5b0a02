import { http, type Page } from '../app/http'
import type { Job } from '../app/useJob'

export type ImportResource = 'unit-imports' | 'roster-imports' | 'question-imports'
export type ImportState = 'parsing' | 'ready' | 'committing' | 'done' | 'failed' | 'cancelled'
export type Verdict = 'accept' | 'reject' | 'skip'

export interface ImportJob extends Job {
  id: number
  file_name: string
  state: ImportState
  counts: Partial<Record<Verdict | 'warning' | 'empty', number>>
  ignored_columns: string[]
  notes: string[]
  error: { code: string; detail: string } | null
  created_at: string
  created_by: string
}

export interface ImportNote {
  column: string | null
  level: 'error' | 'warning' | 'note'
  code: string
  message: string
}

export interface ImportRow {
  row: number
  verdict: Verdict
  change: { kind: 'new' } | { kind: 'changed'; columns: Record<string, [string, string]> } | null
  summary: string
  notes: ImportNote[]
}

export const isRunning = ({ state }: ImportJob): boolean => state === 'parsing' || state === 'committing'

export function importsOf(resource: ImportResource) {
  return {
    list: (cursor: string) => http.get<Page<ImportJob>>(`${resource}/`, { cursor }),
    upload: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return http.post<ImportJob>(`${resource}/`, form)
    },
    read: (id: string) => http.get<ImportJob>(`${resource}/${id}/`),
    rows: (id: string, query: { verdict: string; level: string; cursor: string }) =>
      http.get<Page<ImportRow>>(`${resource}/${id}/rows/`, { ...query, page_size: 100 }),
    confirm: (id: string) => http.post(`${resource}/${id}/confirmation/`),
    cancel: (id: string) => http.delete(`${resource}/${id}/`),
  }
}
