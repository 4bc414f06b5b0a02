import { http, type Page } from '../app/http'

export interface AuditRecord {
  id: number
  at: string
  kind: string
  actor: { id: number; name: string } | null
  subject: string
  address: string
  detail: Record<string, unknown>
}

export type AuditFilter = 'kind' | 'actor' | 'since'

export const listAuditRecords = (query: Record<AuditFilter | 'cursor', string>) => http.get<Page<AuditRecord>>('audit-records/', query)
