import { api, asQuery, bodyOf, saveBlob, type Schemas } from '../app/api'

export type Person = Schemas['Person']
export type Post = Schemas['Post']
export type Grant = Person['roles'][number]
export type ActivationCode = Schemas['IssuedCode']
export type PostRequest = Schemas['PostRequest']
export type Role = Grant['role']

const PEOPLE = '/api/v1/people/'
const PERSON = '/api/v1/people/{id}/'
const ACCOUNT = '/api/v1/people/{person_id}/'
const at = (id: number) => ({ params: { path: { id: String(id) } } })
const account = (id: number) => ({ params: { path: { person_id: id } } })

export const listPeople = (query: Record<'unit' | 'category' | 'search' | 'status' | 'cursor', string>) =>
  bodyOf(api.GET(PEOPLE, { params: { query: asQuery(query) } }))
/** Ten digits or more are an ID number or a phone, or give one away: they go in the body, never into an address (I22). */
export const isLongNumber = (text: string) => /[0-9]{10,}/.test(text.normalize('NFKC').replace(/[\s-]/g, ''))
export const lookUpPeople = (number: string) => bodyOf(api.POST(`${PEOPLE}lookup/`, { body: { number } }))
export const readPerson = (id: number) => bodyOf(api.GET(PERSON, at(id)))
export const setActive = (id: number, isActive: boolean) => bodyOf(api.PATCH(PERSON, { ...at(id), body: { is_active: isActive } }))
export const revealPerson = (id: number, reason: string) => bodyOf(api.POST(`${PERSON}reveal/`, { ...at(id), body: { reason } }))
export const issueCode = (id: number) => bodyOf(api.POST(`${ACCOUNT}activation-codes/`, { ...account(id), body: {} }))
export const grantRole = (id: number, role: Role, unit: string) =>
  bodyOf(api.POST(`${ACCOUNT}roles/`, { ...account(id), body: { role, unit: Number(unit) || null } }))
export const takeRole = (id: number, grant: number) =>
  bodyOf(api.DELETE(`${ACCOUNT}roles/{grant_id}/`, { params: { path: { person_id: id, grant_id: grant } } }))

export const listPostRequests = (query: Record<'state' | 'cursor', string>) =>
  bodyOf(api.GET('/api/v1/post-requests/', { params: { query: asQuery(query) } }))
export const decidePostRequest = (id: number, decision: 'confirm' | 'decline', reason = '') =>
  bodyOf(api.POST('/api/v1/post-requests/{id}/decision/', { ...at(id), body: { decision, reason } }))

export async function printSlips(unit: number, onlyNotActivated: boolean, fileName: string): Promise<void> {
  const body = { unit, only_not_activated: onlyNotActivated }
  saveBlob(await bodyOf(api.POST('/api/v1/activation-slips/', { body, parseAs: 'blob' })), fileName)
}
