import { api, asQuery, bodyOf, cursorOf, type Page, type Schemas } from '../app/api'

export type Law = Schemas['Law']
export type LawDetail = Schemas['LawDetail']
export type Version = Schemas['Version']
export type VersionDetail = Schemas['VersionDetail']
/** `questions` is null for who may not see what a question cites. */
export type Provision = Schemas['CountedProvision']
export type Difference = Schemas['Difference']
export type Status = Schemas['LawStatusEnum']

const LAWS = '/api/v1/laws/'
const LAW = `${LAWS}{id}/` as const
const VERSION = `${LAW}versions/{version_id}/` as const
const LARGEST_PAGE = 200
const of = (id: string, version: string) => ({ path: { id, version_id: version } })

export const listLaws = (query: Record<'search' | 'status' | 'cursor', string>) => bodyOf(api.GET(LAWS, { params: { query: asQuery(query) } }))
export const readLaw = (id: string) => bodyOf(api.GET(LAW, { params: { path: { id } } }))
export const readVersion = (id: string, version: string) => bodyOf(api.GET(VERSION, { params: of(id, version) }))
export const compareVersions = (id: string, older: string, newer: string) =>
  bodyOf(api.GET(`${VERSION}comparison/`, { params: { ...of(id, newer), query: { with: Number(older) } } }))
export const setInForce = (id: number, version: number, day: string) =>
  bodyOf(api.PUT(`${VERSION}in-force/`, { params: of(String(id), String(version)), body: { in_force_on: day } }))
export const repealLaw = (id: number, day: string, reason: string) =>
  bodyOf(api.POST(`${LAW}repeal/`, { params: { path: { id: String(id) } }, body: { repealed_on: day, reason } }))
// The schema has no bodies of DELETE.
export const undoRepeal = (id: number, reason: string) =>
  bodyOf(api.DELETE(`${LAW}repeal/`, { params: { path: { id: String(id) } }, body: { reason } as never }))

/** All articles of a version: a reader scrolls and searches through the whole. */
export async function listProvisions(id: string, version: string): Promise<Provision[]> {
  const found: Provision[] = []
  for (let cursor = ''; ; ) {
    const query = asQuery({ cursor, page_size: LARGEST_PAGE })
    const page: Page<Provision> = await bodyOf(api.GET(`${VERSION}provisions/`, { params: { ...of(id, version), query } }))
    found.push(...page.results)
    cursor = cursorOf(page)
    if (!cursor) return found
  }
}

/** `13-0`, `16-1` for 第十六条之一: how the address of a page names an article. */
export const placeOf = ({ article, branch }: { article: number; branch: number }): string => `${article}-${branch}`
