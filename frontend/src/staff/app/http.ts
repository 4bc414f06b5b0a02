import { STAFF_API } from '@/api/root'

import { ApiProblem, problemOf } from './problems'

type Query = Record<string, string | number | boolean | null | undefined>

export interface Page<Row> {
  results: Row[]
  next: string | null
}

/** Set by the session: the token of unsafe requests, and what to do when the session has ended. */
export const gate = {
  csrfToken: '',
  /** Resolves when somebody has signed in again, so that the request can be repeated; rejects when she gives up. */
  signInAgain: (): Promise<void> => Promise.reject(new ApiProblem(401, { code: 'not_authenticated' })),
  refreshToken: (): Promise<void> => Promise.resolve(),
}

export function apiUrl(path: string, query: Query = {}): string {
  const url = new URL(STAFF_API + path, document.baseURI)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value))
  }
  return url.href
}

function requestOf(method: string, body: unknown): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-CSRFToken'] = gate.csrfToken
  if (body === undefined) return { method, headers }
  if (body instanceof FormData) return { method, headers, body }
  headers['Content-Type'] = 'application/json'
  return { method, headers, body: JSON.stringify(body) }
}

async function once(method: string, url: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, { ...requestOf(method, body), credentials: 'same-origin' })
  } catch {
    throw new ApiProblem(0, { code: 'network' })
  }
}

/** Sends; a session that ended or a stale token costs one repeat, everything else that is no success is thrown. */
export async function send(method: string, path: string, { query = {}, body }: { query?: Query; body?: unknown } = {}) {
  const url = apiUrl(path, query)
  const response = await once(method, url, body)
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.status === 401 && path !== 'session/') await gate.signInAgain()
  else if (problem.code === 'csrf_failed') await gate.refreshToken()
  else throw problem
  const repeated = await once(method, url, body)
  if (!repeated.ok) throw await problemOf(repeated)
  return repeated
}

async function json<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T
}

export const http = {
  get: async <T>(path: string, query: Query = {}) => json<T>(await send('GET', path, { query })),
  post: async <T = void>(path: string, body: unknown = {}) => json<T>(await send('POST', path, { body })),
  put: async <T = void>(path: string, body: unknown) => json<T>(await send('PUT', path, { body })),
  patch: async <T = void>(path: string, body: unknown) => json<T>(await send('PATCH', path, { body })),
  delete: async <T = void>(path: string, body?: unknown) => json<T>(await send('DELETE', path, { body })),
}

/** For answers that are files: saves what a POST made. */
export async function saveFile(path: string, body: unknown, fileName: string): Promise<void> {
  const response = await send('POST', path, { body })
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
