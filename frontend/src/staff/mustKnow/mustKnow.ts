import { api, asQuery, bodyOf, type Bodies, type Schemas } from '../app/api'

export type MustKnow = Schemas['MustKnow']
export type MustKnowDetail = Schemas['MustKnowDetail']
export type CountedItem = Schemas['CountedItem']
export type NewVersion = Bodies['NewVersionRequest']
export type Place = Schemas['Place']

const LISTS = '/api/v1/must-know-lists/'
const VERSIONS = `${LISTS}{id}/versions/` as const
/** More than a list may have items. */
const ALL = 200

export const listMustKnow = (query: { cursor: string }) => bodyOf(api.GET(LISTS, { params: { query: asQuery(query) } }))
export const listVersions = (id: string) => bodyOf(api.GET(VERSIONS, { params: { path: { id }, query: asQuery({ page_size: ALL }) } }))
export const readVersion = (id: string, number: string) => bodyOf(api.GET(`${VERSIONS}{number}/`, { params: { path: { id, number } } }))
export const createList = (body: NewVersion) => bodyOf(api.POST(LISTS, { body }))
export const addVersion = (id: string, body: NewVersion) => bodyOf(api.POST(VERSIONS, { params: { path: { id } }, body }))
export const readCoverage = (id: string, number: string) =>
  bodyOf(api.GET(`${VERSIONS}{number}/coverage/`, { params: { path: { id, number }, query: asQuery({ page_size: ALL }) } }))
export const readTested = (id: string, number: string, whom: { unit: string; person: string }) =>
  bodyOf(
    api.GET(`${LISTS}{list_id}/versions/{number}/tested/`, {
      params: { path: { list_id: Number(id), number: Number(number) }, query: asQuery({ ...whom, page_size: ALL }) },
    }),
  )

/** `16-1` for 第十六条之一; null for what is no number of an article. */
export function placeIn(text: string): Place | null {
  const found = /^\s*([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?\s*$/.exec(text)
  return found ? { article: Number(found[1]), branch: Number(found[2] ?? 0) } : null
}
export const textOf = (place: Place | null): string => (place ? `${place.article}${place.branch ? `-${place.branch}` : ''}` : '')
