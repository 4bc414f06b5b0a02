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

/** Where the next page begins; empty after the last. */
export const cursorOf = ({ next }: Page<unknown>): string => (next ? (new URL(next, document.baseURI).searchParams.get('cursor') ?? '') : '')

/** Staff's page is served one folder below the platform's root, wherever that is. */
const ROOT = new URL('..', document.baseURI).href.replace(/\/$/, '')
const SAFE = ['GET', 'HEAD']
const MOST_TRIES = 4

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

/** When all come at once, the server turns some away before doing anything: what only reads comes again by itself. */
async function admitted(request: Request): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await once(request.clone())
    if (response.status !== 503 || !SAFE.includes(request.method) || tries === MOST_TRIES) return response
    if ((await problemOf(response.clone())).code !== 'busy') return response
    const seconds = Number(response.headers.get('Retry-After')) || 1
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000 * (0.7 + 0.6 * Math.random())))
  }
}

/** A session that ended or a stale token costs one repeat; every other answer that is no success is thrown. */
async function send(request: Request): Promise<Response> {
  const response = await admitted(request)
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.status === 401 && !request.url.endsWith('/session/')) await gate.signInAgain()
  else if (problem.code === 'csrf_failed') await gate.refreshToken()
  else throw problem
  const repeated = await admitted(request)
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
