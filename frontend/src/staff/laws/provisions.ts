import { api, asQuery, bodyOf, type Page, type Schemas } from '../app/api'

export type FoundProvision = Schemas['FoundProvision']

const NOTHING: Page<FoundProvision> = { results: [], next: null }

/** Articles in force today, by a law's name, a number or words; none while nothing is looked for. */
export async function findProvisions({ search, cursor }: { search: string; cursor: string }): Promise<Page<FoundProvision>> {
  if (!search.trim()) return NOTHING
  return bodyOf(api.GET('/api/v1/provisions/', { params: { query: asQuery({ search, cursor, page_size: 20 }) } }))
}
