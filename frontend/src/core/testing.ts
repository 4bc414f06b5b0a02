import type { Terms } from './sitting'
import type { Change, Outbox, OutboxRow } from './outbox'
import type { SaveBody, SaveReply, SubmitReply, Transport } from './transport'

/** A server in memory with the manners of the real one: a log by seq, an open or closed attempt, a network to cut. */
export class FakeServer implements Transport {
  readonly log = new Map<number, Change>()
  readonly bodies: SaveBody[] = []
  reachable = true
  closed = false
  lease = 1
  deadline = Date.now() + 3_600_000
  submissions = 0
  refuse: Record<number, string> = {}

  save(body: SaveBody): Promise<SaveReply> {
    if (!this.reachable) return Promise.resolve({ kind: 'unreachable', retryAfter: 0 })
    this.bodies.push(body)
    const seqs = [...body.changes, ...body.events].map((row) => row.seq)
    if (this.closed) return Promise.resolve({ kind: 'closed', kept: seqs, settled: seqs })
    if (this.lease !== 1) return Promise.resolve({ kind: 'lease_lost' })
    const refused = body.changes
      .filter((change) => this.refuse[change.position])
      .map(({ seq, position }) => ({ seq, position, code: this.refuse[position] ?? '' }))
    for (const change of body.changes) {
      if (!this.refuse[change.position] && !this.log.has(change.seq)) this.log.set(change.seq, change)
    }
    return Promise.resolve({
      kind: 'acked',
      acked: seqs.filter((seq) => !refused.some((refusal) => refusal.seq === seq)),
      refused,
      serverTime: new Date().toISOString(),
      deadline: new Date(this.deadline).toISOString(),
      rtt: 10,
    })
  }

  async submit(body: { changes: Change[] }): Promise<SubmitReply> {
    if (!this.reachable) return { kind: 'unreachable', retryAfter: 0 }
    const settled = body.changes.map((change) => change.seq)
    if (this.closed) return { kind: 'closed', kept: settled, settled }
    await this.save({ changes: body.changes, events: [] })
    this.submissions += 1
    return { kind: 'submitted', receipt: 'R-1', settled }
  }

  /** What counts for each position: the highest seq. */
  answers(): Record<number, string> {
    const sorted = [...this.log.values()].sort((a, b) => a.seq - b.seq)
    return Object.fromEntries(sorted.map((change) => [change.position, change.answer.join('')]))
  }
}

let attempts = 0

export function terms(over: Partial<Terms> = {}): Terms {
  attempts += 1
  return {
    attempt: attempts,
    number: 1,
    state: 'open',
    exam: { id: 1, title: '考试', rules_text: '', multiple_choice_rule: 'exact', full_points: 10000, duration_minutes: 60, leaving_limit: null, blocks_copying: false },
    token: 'token',
    lease: 1,
    server_time: new Date().toISOString(),
    started_at: new Date().toISOString(),
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
    grace_seconds: 30,
    content_url: 'forms/1/content/',
    order: [[1, 'ABCD'], [2, 'ABCD']],
    responses: [],
    seq: 0,
    receipt: null,
    ...over,
  }
}

export function row(outbox: Outbox, seq: number, position: number, answer: string[], lease = 1): OutboxRow {
  return { attempt: outbox.attempt, seq, lease, change: { seq, position, answer, flagged: false } }
}

// Taken before any test fakes the clock; the page's own types do not know it.
const immediate = (globalThis as unknown as { setImmediate: (run: (value: unknown) => void) => void }).setImmediate

/** Lets fake time pass in small steps, with room for IndexedDB, whose work is not on the fake clock. */
export async function pass(advance: (ms: number) => Promise<unknown>, ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 100) {
    await advance(Math.min(left, 100))
    for (let i = 0; i < 4; i++) await new Promise((resolve) => immediate(resolve))
  }
}
