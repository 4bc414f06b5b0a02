import { api, asQuery, bodyOf, type Schemas } from '../app/api'

export type Health = Schemas['Health']
export type Group = Health['groups'][number]
export type Dimension = 'topic' | 'kind' | 'difficulty' | 'law'

export const readHealth = (query: Partial<Record<Dimension | 'by', string>>) =>
  bodyOf(api.GET('/api/v1/bank-health/', { params: { query: asQuery(query) } }))
