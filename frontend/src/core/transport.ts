import type { Change, Occurrence } from './outbox'

/** `position` is null for an event. */
export interface Refusal {
  seq: number
  position: number | null
  code: string
}

export interface SaveBody {
  changes: Change[]
  events: Occurrence[]
}

interface Timed {
  serverTime: string
  deadline: string
  rtt: number
}

/** `unreachable` is everything that is no clear word of our server: no network, a proxy's page, a cut-off body. */
export type SaveReply =
  | ({ kind: 'acked'; acked: number[]; refused: Refusal[] } & Timed)
  | NoReply

export type SubmitReply = { kind: 'submitted'; receipt: string; settled: number[] } | NoReply

/** `kept`: came too late and is in the log as such; `settled`: all that need not be sent again. */
type NoReply =
  | { kind: 'closed'; kept: number[]; settled: number[] }
  | { kind: 'lease_lost' | 'unauthorised' | 'too_large' }
  | { kind: 'unreachable'; retryAfter: number }

export interface Transport {
  save(body: SaveBody, keepalive: boolean): Promise<SaveReply>
  submit(body: { changes: Change[] }): Promise<SubmitReply>
}

const TIMEOUT_MS = 15_000

interface Answer {
  status: number
  body: Record<string, unknown>
  rtt: number
  retryAfter: number
}

const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : []

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && typeof (value as Refusal).seq === 'number'
}

const refusals = (value: unknown): Refusal[] => (Array.isArray(value) ? value.filter(isRefusal) : [])

/** Whatever the server took a decision about: acknowledged, kept as late, or refused. */
function settled(body: Record<string, unknown>): number[] {
  return [...numbers(body['acked']), ...numbers(body['kept']), ...refusals(body['refused']).map(({ seq }) => seq)]
}

/** Codes with which both doors refuse; null when the answer is none of ours. */
function refused({ status, body, retryAfter }: Answer): NoReply {
  if (status === 409 && body['code'] === 'lease_lost') return { kind: 'lease_lost' }
  if (status === 409 && body['code'] === 'closed') return { kind: 'closed', kept: numbers(body['kept']), settled: settled(body) }
  if (status === 401 && typeof body['code'] === 'string') return { kind: 'unauthorised' }
  if (status === 413) return { kind: 'too_large' }
  return { kind: 'unreachable', retryAfter }
}

/** Talks to one attempt under one token. */
export class HttpTransport implements Transport {
  constructor(
    private readonly attemptUrl: string,
    private readonly token: string,
    private readonly request: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  async save(body: SaveBody, keepalive: boolean): Promise<SaveReply> {
    const answer = await this.send('PUT', 'responses/', body, keepalive)
    if (!answer) return { kind: 'unreachable', retryAfter: 0 }
    const { acked, server_time, deadline } = answer.body
    if (answer.status === 200 && Array.isArray(acked) && typeof server_time === 'string') {
      return {
        kind: 'acked',
        acked: numbers(acked),
        refused: refusals(answer.body['refused']),
        serverTime: server_time,
        deadline: typeof deadline === 'string' ? deadline : '',
        rtt: answer.rtt,
      }
    }
    return refused(answer)
  }

  async submit(body: { changes: Change[] }): Promise<SubmitReply> {
    const answer = await this.send('POST', 'submission/', body, false)
    if (!answer) return { kind: 'unreachable', retryAfter: 0 }
    const { receipt } = answer.body
    if (answer.status === 202 && typeof receipt === 'string' && receipt) {
      return { kind: 'submitted', receipt, settled: settled(answer.body) }
    }
    return refused(answer)
  }

  /** Null without an answer; what is no JSON (a captive portal's page, a truncated body) is an answer without content. */
  private async send(method: string, path: string, body: unknown, keepalive: boolean): Promise<Answer | null> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
    const sentAt = performance.now()
    try {
      const response = await this.request(this.attemptUrl + path, {
        method,
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', Authorization: `Attempt ${this.token}` },
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        keepalive,
        signal: abort.signal,
      })
      const rtt = performance.now() - sentAt
      const parsed: unknown = await response.json().catch(() => null)
      const retryAfter = Number(response.headers.get('Retry-After')) || 0
      return { status: response.status, body: (parsed ?? {}) as Record<string, unknown>, rtt, retryAfter }
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }
}
