import { api, asQuery, bodyOf, type Schemas } from '../app/api'

/** `detail` is what each kind of act keeps; its names are shown as they are. */
export type AuditRecord = Omit<Schemas['AuditRecord'], 'detail'> & { detail: unknown }
export type AuditFilter = 'kind' | 'actor' | 'since'

export const listAuditRecords = (query: Record<AuditFilter | 'cursor', string>) =>
  bodyOf(api.GET('/api/v1/audit-records/', { params: { query: asQuery(query) } }))
