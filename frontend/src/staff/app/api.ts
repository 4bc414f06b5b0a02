import createClient from 'openapi-fetch'

import type { components, paths } from '@/api/schema'

import { ApiProblem, problemOf } from './problems'

/** The server fills every field of an answer; the schema calls those with a default optional. */
export type Filled<T> = T extends Blob
  ? T
  : T extends readonly (infer Item)[]
    ? Filled<Item>[]
    : T extends object
      ? { -readonly [Name in keyof T]-?: Filled<T[Name]> }
      : T

/** What is sent, and what is answered. */
export type Bodies = components['schemas']
export type Schemas = { [Name in keyof Bodies]: Filled<Bodies[Name]> }

export interface Page<Row> {
  results: Row[]
  next: string | null
}

/** Staff's page is served one folder below the platform's root, wherever that is. */
const ROOT = new URL('..', document.baseURI).href.replace(/\/$/, '')
const SAFE = ['GET', 'HEAD']

/** Set by the session: the token of unsafe requests, and what to do when the session has ended. */
export const gate = {
  csrfToken: '',
  /** Resolves when somebody has signed in again, so that the request can be repeated; rejects when she gives up. */
  signInAgain: (): Promise<void> => Promise.reject(new ApiProblem(401, { code: 'not_authenticated' })),
  refreshToken: (): Promise<void> => Promise.resolve(),
}

async function once(request: Request): Promise<Response> {
  const headers = new Headers(request.headers)
  if (!SAFE.includes(request.method)) headers.set('X-CSRFToken', gate.csrfToken)
  try {
    return await fetch(new Request(request, { headers, credentials: 'same-origin' }))
  } catch {
    throw new ApiProblem(0, { code: 'network' })
  }
}

/** A session that ended or a stale token costs one repeat; every other answer that is no success is thrown. */
async function send(request: Request): Promise<Response> {
  const spare = request.clone()
  const response = await once(request)
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.status === 401 && !request.url.endsWith('/session/')) await gate.signInAgain()
  else if (problem.code === 'csrf_failed') await gate.refreshToken()
  else throw problem
  const repeated = await once(spare)
  if (!repeated.ok) throw await problemOf(repeated)
  return repeated
}

/** An empty filter is no filter. */
function queryText(query: Record<string, unknown>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString()
}

/** Calls that return have succeeded: `send` throws what the server refused. */
export const api = createClient<paths>({ baseUrl: ROOT, fetch: send, querySerializer: queryText })

export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<Filled<T>> {
  return (await call).data as Filled<T>
}

/** Filters are the strings of the address, whatever type the query has; the server checks them. */
export const asQuery = (filters: object): never => filters as never

/** The address of something to open or download; `path` is relative to the API's root. */
export const addressOf = (path: string): string => `${ROOT}/api/v1/${path}`

export function saveBlob(content: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
