import { api, asQuery, bodyOf, type Bodies, type Schemas } from '../app/api'

export type Report = Schemas['QuestionReport']
export type Settlement = Bodies['SettlementRequest']

const REPORTS = '/api/v1/question-reports/'

export const listReports = (query: Partial<Record<'state' | 'cursor', string>>) =>
  bodyOf(api.GET(REPORTS, { params: { query: asQuery(query) } }))
export const settleReport = (id: number, body: Settlement) =>
  bodyOf(api.POST(`${REPORTS}{id}/settlement/`, { params: { path: { id: String(id) } }, body }))
