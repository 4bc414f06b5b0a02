import { api, asQuery, bodyOf, type Schemas } from './api'

export type Unit = Schemas['Unit']

export const listUnits = (query: { parent?: string; search?: string }) =>
  bodyOf(api.GET('/api/v1/units/', { params: { query: asQuery({ ...query, page_size: 200 }) } }))
export const readUnit = (id: string) => bodyOf(api.GET('/api/v1/units/{id}/', { params: { path: { id } } }))
