import type { ServerClock } from './clock'
import type { Change, Occurrence, Outbox, OutboxRow } from './outbox'
import type { Refusal, SaveReply, Transport } from './transport'

/** How the server was reached last; `waiting` before the first word. */
export type Reach = 'waiting' | 'online' | 'offline' | 'unauthorised' | 'lease_lost' | 'closed'

export interface SyncNews {
  /** The window's or the person's deadline as the server says it now. */
  deadline?: string
  refused?: Refusal[]
  /** Positions of what came after the end and was kept as evidence. */
  late?: number[]
}

const DEBOUNCE_MS = 400
const HEARTBEAT_MS = 30_000
const LONGEST_WAIT_MS = 30_000
const ROWS_PER_REQUEST = 100
// The server reads 64 KiB, and so much may a keepalive request carry; headers take their part.
const BYTES_PER_REQUEST = 60_000

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/** The longest beginning of `rows` that fits into one request. */
export function batch(rows: OutboxRow[], most = ROWS_PER_REQUEST): OutboxRow[] {
  let room = BYTES_PER_REQUEST
  const count = rows.slice(0, most).findIndex((row) => (room -= bytes(row)) < 0)
  return rows.slice(0, count < 0 ? most : Math.max(1, count))
}

export function bodyOf(rows: OutboxRow[]): { changes: Change[]; events: Occurrence[] } {
  return {
    changes: rows.flatMap((row) => (row.change ? [row.change] : [])),
    events: rows.flatMap((row) => (row.event ? [row.event] : [])),
  }
}

export const positionsOf = (rows: OutboxRow[]): number[] => [
  ...new Set(rows.flatMap((row) => (row.change ? [row.change.position] : []))),
]

/** Empties the outbox into the server, whatever the network does, and keeps the clock anchored. */
export class Sync {
  reach: Reach = 'waiting'
  /** Server's time of the last acknowledgement. */
  savedAt: number | null = null

  private failures = 0
  private rowsPerRequest = ROWS_PER_REQUEST
  private inFlight: Promise<boolean> | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private dueAt = Infinity
  private stopped = true

  constructor(
    private readonly outbox: Outbox,
    private transport: Transport,
    private readonly clock: ServerClock,
    private readonly tell: (news: SyncNews) => void,
    private readonly random: () => number = Math.random,
  ) {}

  start(): void {
    this.stopped = false
    addEventListener('online', this.onOnline)
    addEventListener('offline', this.onOffline)
    addEventListener('pageshow', this.onOnline)
    document.addEventListener('visibilitychange', this.onVisibility)
    this.plan(0)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    removeEventListener('online', this.onOnline)
    removeEventListener('offline', this.onOffline)
    removeEventListener('pageshow', this.onOnline)
    document.removeEventListener('visibilitychange', this.onVisibility)
  }

  /** A new token (another lease, or after signing in again): go on where it stopped. */
  useTransport(transport: Transport): void {
    this.transport = transport
    this.reach = 'waiting'
    this.failures = 0
    this.plan(0)
  }

  get busy(): boolean {
    return this.inFlight !== null
  }

  /** Another door has been told that this token is no longer good. */
  halt(reach: 'lease_lost' | 'unauthorised'): void {
    this.reach = reach
    clearTimeout(this.timer)
    this.tell({})
  }

  /** Something was put into the outbox. While the server is not reached, the back-off goes on undisturbed. */
  noticed(): void {
    if (this.failures === 0 && this.dueAt > performance.now() + DEBOUNCE_MS) this.plan(DEBOUNCE_MS)
    this.tell({})
  }

  /** One request; asked while one is under way, that one's answer. Says whether the server answered. */
  flush(): Promise<boolean> {
    if (this.halted) return Promise.resolve(false)
    this.inFlight ??= this.exchange(false).finally(() => {
      this.inFlight = null
      this.tell({})
    })
    this.tell({})
    return this.inFlight
  }

  /** Sends until nothing is left or the server is not reached. Says whether nothing is left. */
  async drain(): Promise<boolean> {
    await this.inFlight
    while (this.outbox.pending().length > 0) {
      if (!(await this.flush())) break
    }
    return this.outbox.pending().length === 0
  }

  private async exchange(keepalive: boolean): Promise<boolean> {
    const rows = batch(this.outbox.pending(), this.rowsPerRequest)
    const reply = await this.transport.save(bodyOf(rows), keepalive)
    const news = await this.heard(reply, rows)
    this.planNext(reply)
    this.tell(news)
    return reply.kind === 'acked'
  }

  get halted(): boolean {
    return this.reach === 'unauthorised' || this.reach === 'lease_lost' || this.reach === 'closed'
  }

  private async heard(reply: SaveReply, rows: OutboxRow[]): Promise<SyncNews> {
    switch (reply.kind) {
      case 'acked': {
        this.failures = 0
        this.reach = 'online'
        this.clock.anchor(reply.serverTime, reply.rtt)
        this.savedAt = this.clock.now()
        const sent = new Set(rows.map((row) => row.seq))
        const settled = [...reply.acked, ...reply.refused.map((refusal) => refusal.seq)]
        await this.outbox.remove(settled.filter((seq) => sent.has(seq)))
        return { deadline: reply.deadline, refused: reply.refused }
      }
      case 'closed':
        this.reach = 'closed'
        await this.outbox.remove(reply.settled)
        return { late: positionsOf(rows.filter((row) => reply.kept.includes(row.seq))) }
      case 'too_large':
        this.failures += 1
        return this.smaller(rows)
      case 'unreachable':
        this.failures += 1
        this.reach = 'offline'
        return {}
      default:
        this.reach = reply.kind
        return {}
    }
  }

  /** A proxy's limit may be lower than ours. One answer alone that is too large can never be sent. */
  private async smaller(rows: OutboxRow[]): Promise<SyncNews> {
    const [row] = rows
    if (rows.length > 1 || !row) {
      this.rowsPerRequest = Math.max(1, Math.floor(rows.length / 2))
      return {}
    }
    await this.outbox.remove([row.seq])
    return row.change ? { refused: [{ seq: row.seq, position: row.change.position, code: 'too_large' }] } : {}
  }

  private planNext(reply: SaveReply): void {
    if (this.halted) return
    if (reply.kind === 'acked') {
      this.plan(this.outbox.pending().length > 0 ? DEBOUNCE_MS : this.jittered(HEARTBEAT_MS))
    } else {
      this.plan(this.backOff(reply.kind === 'unreachable' ? reply.retryAfter * 1000 : 0))
    }
  }

  private backOff(atLeast: number): number {
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(this.failures - 1, 5))
    return atLeast + this.jittered(wait)
  }

  /** Between a half and all of it: two thousand browsers must not come back in one second. */
  private jittered(wait: number): number {
    return wait * (0.5 + this.random() / 2)
  }

  private plan(wait: number): void {
    clearTimeout(this.timer)
    this.dueAt = performance.now() + wait
    if (!this.stopped) this.timer = setTimeout(() => void this.flush(), wait)
  }

  private readonly onOnline = (): void => {
    this.failures = 0
    this.plan(0)
  }

  private readonly onOffline = (): void => {
    if (this.halted) return
    this.reach = 'offline'
    this.tell({})
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.onOnline()
    // Beside a request under way, which may die with the page: what arrives twice does no harm.
    else if (!this.halted && this.outbox.pending().length > 0) void this.exchange(true)
  }
}
