import { addressOf, api, asQuery, bodyOf, type Bodies, type Schemas } from '../app/api'

export type Statistics = Schemas['Statistics']
export type Figures = Schemas['Figures']
export type ChildFigures = Schemas['ChildFigures']
/** `percent` has two decimals and is never rounded up to 100; null when there is nothing to divide by. */
export type Rate = Schemas['Rate']
export type Result = Schemas['Result']
export type Export = Schemas['Export']
export type ExportKind = ExportOrder['kind'] | 'questions'
/** Category and verdict are what the page's address says. */
export interface ExportOrder {
  kind: 'statistics' | 'results' | 'report'
  exam: number
  unit: number
  category: string
  verdict: string
  search: string
}

export type ResultFilter = 'unit' | 'category' | 'verdict' | 'search'

const EXPORT = '/api/v1/exports/{export_id}/'
const at = (id: number) => ({ params: { path: { export_id: id } } })

export const readStatistics = (exam: string, query: { unit: string; category: string }) =>
  bodyOf(
    api.GET('/api/v1/exams/{exam_id}/statistics/', {
      params: { path: { exam_id: Number(exam) }, query: asQuery(query) },
    }),
  )
export const listResults = (exam: string, query: Record<ResultFilter | 'cursor', string>) =>
  bodyOf(
    api.GET('/api/v1/exams/{exam_id}/results/', { params: { path: { exam_id: Number(exam) }, query: asQuery(query) } }),
  )
export const orderExport = (order: ExportOrder) => bodyOf(api.POST('/api/v1/exports/', { body: order as Bodies['ExportRequestRequest'] }))
export const readExport = (id: number) => bodyOf(api.GET(EXPORT, at(id)))
export const listExports = (query: { cursor: string }) => bodyOf(api.GET('/api/v1/exports/', { params: { query } }))
export const removeExport = (id: number) => bodyOf(api.DELETE(EXPORT, at(id)))
export const exportIsRunning = ({ state }: Export): boolean => state === 'queued' || state === 'running'

/** The address works once and for this person alone. */
export async function downloadExport(id: number): Promise<void> {
  const { url } = await bodyOf(api.POST(`${EXPORT}download/`, at(id)))
  location.assign(addressOf(url))
}
