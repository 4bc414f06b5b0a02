import { api, asQuery, bodyOf, type Schemas } from '../app/api'

export type QuestionSet = Schemas['Set']
export type SetDetail = Schemas['SetDetail']
export type SetItem = SetDetail['items'][number]
export type SetVersion = Schemas['SetVersion']

export const MOST_IN_SET = 500

const SETS = '/api/v1/question-sets/'
const SET = `${SETS}{id}/` as const
const at = (id: string) => ({ params: { path: { id } } })

export const listSets = (query: { cursor?: string; page_size?: number }) => bodyOf(api.GET(SETS, { params: { query: asQuery(query) } }))
export const createSet = (title: string) => bodyOf(api.POST(SETS, { body: { title } }))
export const readSet = (id: string) => bodyOf(api.GET(SET, at(id)))
export const changeSet = (id: string, title: string, questions: number[]) => bodyOf(api.PUT(SET, { ...at(id), body: { title, questions } }))
export const listVersions = (id: string) => bodyOf(api.GET(`${SET}versions/`, at(id)))
export const publishSet = (id: string, cover: string) => bodyOf(api.POST(`${SET}versions/`, { ...at(id), body: { cover } }))
export const readVersion = (id: string, number: string) => bodyOf(api.GET(`${SET}versions/{number}/`, { params: { path: { id, number } } }))
