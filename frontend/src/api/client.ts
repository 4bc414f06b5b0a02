import type { Problem } from './shapes'

/** What the server refused, or that it was not reached: `code` is then `unreachable` and `status` 0. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfter: number

  constructor(problem: Partial<Problem>, retryAfter = 0) {
    super(problem.detail ?? '')
    this.status = problem.status ?? 0
    this.code = problem.code ?? 'unreachable'
    this.retryAfter = retryAfter
  }
}

export interface Answered<T> {
  data: T
  /** Milliseconds between request and answer, for anchoring the clock. */
  rtt: number
}

const TIMEOUT_MS = 20_000
// When all come at once, the server turns some away before doing anything: they come again by themselves.
const MOST_TRIES = 12
const SAFE = ['GET', 'HEAD']

const pause = (wait: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, wait))

/** One door to the API for pages with a session; answers are typed by the caller from the schema. */
export class Client {
  csrfToken = ''

  constructor(private readonly root: string) {}

  get<T>(path: string, init: RequestInit = {}): Promise<Answered<T>> {
    return this.call<T>('GET', path, undefined, init)
  }

  post<T>(path: string, body: unknown): Promise<Answered<T>> {
    return this.call<T>('POST', path, body)
  }

  delete(path: string): Promise<Answered<null>> {
    return this.call<null>('DELETE', path)
  }

  private async call<T>(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Answered<T>> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.once<T>(method, path, body, init)
      } catch (error) {
        if (!(error instanceof ApiError) || tries === MOST_TRIES) throw error
        if (error.code === 'csrf_failed' && tries === 1) await this.renewToken()
        else if (error.code === 'busy') await pause(error.retryAfter * 1000 * (0.7 + 0.6 * Math.random()))
        else throw error
      }
    }
  }

  /** None in hand after a reload without a network, a stale one after signing in again: refused before anything is done. */
  private async renewToken(): Promise<void> {
    this.csrfToken = (await this.get<{ csrf_token: string }>('session/')).data.csrf_token
  }

  private async once<T>(method: string, path: string, body: unknown, init: RequestInit): Promise<Answered<T>> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (!SAFE.includes(method)) headers['X-CSRFToken'] = this.csrfToken
    const sentAt = performance.now()
    try {
      const response = await fetch(this.root + path, {
        method,
        headers,
        signal: abort.signal,
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...init,
      })
      const rtt = performance.now() - sentAt
      const parsed: unknown = response.status === 204 ? null : await response.json()
      if (response.ok) return { data: parsed as T, rtt }
      throw new ApiError(parsed as Problem, Number(response.headers.get('Retry-After')) || 0)
    } catch (error) {
      // No network, a proxy's page, a body that is no JSON: all the same to who waits for it.
      throw error instanceof ApiError ? error : new ApiError({})
    } finally {
      clearTimeout(timer)
    }
  }
}
