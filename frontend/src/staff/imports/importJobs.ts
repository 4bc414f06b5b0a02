import { api, asQuery, bodyOf, type Schemas } from '../app/api'

export type ImportResource = 'unit-imports' | 'roster-imports' | 'question-imports' | 'law-imports'
export type ImportJob = Schemas['FileImport']
export type ImportRow = Schemas['ImportRow']
export type ImportNote = Schemas['Note']

export type RowDecision = Schemas['RowDecisionEnum']

/** Of question files alone: a row beside what its stem is like. */
export const compareRow = (id: string, row: number) =>
  bodyOf(api.GET('/api/v1/question-imports/{id}/comparisons/', { params: { path: { id }, query: { row } } }))
export const decideRow = (id: string, row: number, decision: RowDecision) =>
  bodyOf(api.PUT('/api/v1/question-imports/{id}/comparisons/', { params: { path: { id } }, body: { row, decision } }))
export const isComparable = ({ notes }: ImportRow): boolean => notes.some(({ code }) => code === 'same_stem' || code === 'similar_stem')

export const isRunning = ({ state }: ImportJob): boolean => state === 'parsing' || state === 'committing'

/** A file without columns, a question paper say, has no cells to mend and no annotated copy. */
export const isTable = ({ columns }: ImportJob): boolean => columns.length > 0

/** All have one shape, so that the paths of one stand for all. */
export function importsOf(resource: ImportResource) {
  const list = `/api/v1/${resource}/` as '/api/v1/question-imports/'
  const one = `${list}{id}/` as const
  const at = (id: string) => ({ params: { path: { id } } })
  return {
    list: (cursor: string) => bodyOf(api.GET(list, { params: { query: { cursor } } })),
    upload: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return bodyOf(api.POST(list, { body: { file: file.name }, bodySerializer: () => form }))
    },
    read: (id: string) => bodyOf(api.GET(one, at(id))),
    rows: (id: string, query: { verdict: string; level: string; cursor: string }) =>
      bodyOf(api.GET(`${one}rows/`, { params: { path: { id }, query: asQuery({ ...query, page_size: 100 }) } })),
    cells: (id: string, row: number) => bodyOf(api.GET(`${one}cells/`, { params: { path: { id }, query: { row } } })),
    correct: (id: string, row: number, cells: Record<string, string>) =>
      bodyOf(api.PUT(`${one}cells/`, { ...at(id), body: { row, cells } })),
    confirm: (id: string) => bodyOf(api.POST(`${one}confirmation/`, { ...at(id) })),
    cancel: (id: string) => bodyOf(api.DELETE(one, at(id))),
  }
}
