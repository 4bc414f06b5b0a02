import { type Answer, type Answers, heldRows, lastPerPosition, NO_ANSWER, overlaid } from './answers'
import { ServerClock, type Tickers } from './clock'
import { clearDesk, type Desk, layDesk } from './desk'
import { type Change, type Occurrence, Outbox } from './outbox'
import { batch, bodyOf, type Reach, Sync, type SyncNews } from './sync'
import type { Refusal, Transport } from './transport'

/** The terms of an open attempt, without the person's name. */
export type Terms = Desk['started']

/**
 * open: answering · expired: time is up by this device's reckoning, the server is asked · submitting · waiting: for the
 * network, to submit · submitted: with a receipt · closed: by the clock or an officer, or from another device.
 */
export type Phase = 'open' | 'expired' | 'submitting' | 'waiting' | 'submitted' | 'closed'

export interface Snapshot {
  phase: Phase
  reach: Reach
  busy: boolean
  answers: Answers
  unsent: number[]
  held: number[]
  savedAt: number | null
  durable: boolean
  refused: Refusal[]
  deadline: number
  /** Minutes added since the page was opened. */
  extraMinutes: number
  receipt: string
  /** Time was up, rather than 交卷 tapped. */
  byClock: boolean
  /** Arrived after the end: kept as evidence; an officer decides. */
  late: number[]
}

export interface SittingOptions {
  transport: (terms: Terms) => Transport
  changed: (snapshot: Snapshot) => void
  tickers?: Tickers
  random?: () => number
  /** From an offline reload: the anchor of the time, and whether 交卷 had been confirmed. */
  desk?: Desk | null
}

const TICK_MS = 500
const DRIFT_MS = 2_000
const ASK_AGAIN_MS = 5_000
const MARGIN_MS = 1_000
// Two thousand candidates reach the same second.
const SPREAD_AT_ZERO_MS = 4_000
const LONGEST_RETRY_MS = 20_000

const pause = (wait: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, wait))

/** One attempt being sat: the candidate's answers, their way to the server, the time and the end. */
export class Sitting {
  readonly clock: ServerClock
  private terms: Terms
  private phase: Phase = 'open'
  private answers = new Map<number, Answer>()
  private seq = 0
  private deadline = 0
  private extraMinutes = 0
  private receipt = ''
  private refused: Refusal[] = []
  private submitWanted: boolean
  private position: number
  private byClock = false
  private late: number[] = []
  private sync: Sync
  private ticker: ReturnType<typeof setInterval> | undefined
  private askedAt = -Infinity

  private constructor(
    terms: Terms,
    private readonly outbox: Outbox,
    private readonly options: SittingOptions,
  ) {
    this.clock = new ServerClock(options.tickers)
    this.terms = terms
    this.submitWanted = options.desk?.submitting ?? false
    this.position = options.desk?.position ?? 0
    this.sync = new Sync(outbox, options.transport(terms), this.clock, (news) => this.hear(news), options.random)
    if (options.desk) this.clock.restore(options.desk.anchor)
  }

  get attempt(): number {
    return this.terms.attempt
  }

  /** `rtt`: how long the answer with the terms took; none when they come from the desk. */
  static async open(terms: Terms, rtt: number | null, options: SittingOptions): Promise<Sitting> {
    const box: { sitting?: Sitting } = {}
    const outbox = await Outbox.open(terms.attempt, () => box.sitting?.tell())
    const sitting = new Sitting(terms, outbox, options)
    box.sitting = sitting
    sitting.adopt(terms, rtt)
    if (sitting.over) return sitting
    sitting.sync.start()
    sitting.ticker = setInterval(() => sitting.tick(), TICK_MS)
    if (sitting.submitWanted) void sitting.submit()
    return sitting
  }

  /** Terms under a new token: after taking the attempt over, or after signing in again. */
  resume(terms: Terms, rtt: number): void {
    this.adopt(terms, rtt)
    this.sync.useTransport(this.options.transport(terms))
    if (this.submitWanted) void this.submit()
    this.tell()
  }

  snapshot(): Snapshot {
    return {
      phase: this.phase,
      reach: this.sync.reach,
      busy: this.sync.busy,
      answers: new Map(this.answers),
      unsent: this.outbox.pendingPositions(),
      held: lastPerPosition(this.outbox.held()).map((change) => change.position),
      savedAt: this.sync.savedAt,
      durable: this.outbox.durable,
      refused: this.refused,
      deadline: this.deadline,
      extraMinutes: this.extraMinutes,
      receipt: this.receipt,
      byClock: this.byClock,
      late: this.late,
    }
  }

  /** Milliseconds, never below 0. */
  remaining(): number {
    return Math.max(0, this.deadline - this.clock.now())
  }

  /** `typing`: the last unsent change of the same position is replaced rather than followed. */
  async answer(position: number, answer: string[], typing = false): Promise<void> {
    await this.change(position, { ...this.of(position), answer }, typing)
  }

  async flag(position: number, flagged: boolean): Promise<void> {
    await this.change(position, { ...this.of(position), flagged }, false)
  }

  /** Evidence beside the answers; decides nothing. */
  async record(kind: Occurrence['kind'], detail: Occurrence['detail'] = {}): Promise<void> {
    if (this.phase !== 'open') return
    const seq = this.nextSeq()
    const event: Occurrence = { seq, kind, at: new Date(this.clock.now()).toISOString(), detail }
    const stored = this.outbox.add({ attempt: this.terms.attempt, seq, lease: this.terms.lease, event })
    this.sync.noticed()
    await stored
  }

  /** Where the candidate is, for a reload. */
  turnTo(position: number): void {
    this.position = position
    this.lay()
  }

  /** What was typed here while another device wrote: sent after all, as new changes… */
  async sendHeld(): Promise<void> {
    const held = lastPerPosition(this.outbox.held())
    await this.dropHeld()
    for (const { position, answer, flagged } of held) await this.change(position, { answer, flagged }, false)
  }

  /** …or given up. */
  async dropHeld(): Promise<void> {
    const seqs = this.outbox.held().map((row) => row.seq)
    this.outbox.holdBack([])
    await this.outbox.remove(seqs)
    this.tell()
  }

  /**
   * Ends the attempt; goes on trying until the server has said so. By the clock it asks for the deadline first each
   * time: extra time may have been given while the network was away.
   */
  async submit(byClock = false): Promise<void> {
    if (this.phase !== 'open' && this.phase !== 'expired') return
    this.submitWanted = true
    this.byClock = byClock
    this.lay()
    for (let failures = 0; this.submitWanted; failures++) {
      this.enter('submitting')
      const reached = byClock ? await this.sync.flush() : await this.sync.drain()
      if (this.over) return
      if (byClock && reached && this.remaining() > MARGIN_MS) return this.reopen()
      if (this.sync.halted) return this.enter('open')
      if ((reached || !byClock) && (await this.trySubmission())) return
      this.enter('waiting')
      await this.networkOr(Math.min(LONGEST_RETRY_MS, 1000 * 2 ** failures))
    }
  }

  stop(): void {
    clearInterval(this.ticker)
    this.submitWanted = false
    this.sync.stop()
    this.outbox.close()
  }

  private adopt(terms: Terms, rtt: number | null): void {
    if (rtt !== null) this.clock.anchor(terms.server_time, rtt)
    this.terms = terms
    this.deadline = Date.parse(terms.deadline)
    this.seq = Math.max(terms.seq, this.outbox.highestSeq(), this.seq)
    this.outbox.holdBack(heldRows(this.outbox.pending(), terms.lease, terms.seq).map((row) => row.seq))
    this.answers = overlaid(terms.responses, this.outbox.pending())
    if (terms.state !== 'open') this.finish(terms.receipt ? 'submitted' : 'closed', terms.receipt ?? '')
    else if (this.phase !== 'open') this.phase = 'open'
    this.lay()
    this.tell()
  }

  private get over(): boolean {
    return this.phase === 'submitted' || this.phase === 'closed'
  }

  private of(position: number): Answer {
    return this.answers.get(position) ?? NO_ANSWER
  }

  private nextSeq(): number {
    return ++this.seq
  }

  private async change(position: number, answer: Answer, typing: boolean): Promise<void> {
    if (this.phase !== 'open') return
    this.answers.set(position, answer)
    this.refused = this.refused.filter((refusal) => refusal.position !== position)
    const instead = typing && !this.sync.busy ? this.outbox.lastSeqOf(position) : undefined
    const change: Change = { seq: this.nextSeq(), position, ...answer }
    const row = { attempt: this.terms.attempt, seq: change.seq, lease: this.terms.lease, change }
    const stored = this.outbox.add(row, instead)
    this.lay()
    this.sync.noticed()
    await stored
  }

  private hear({ deadline, refused, late }: SyncNews): void {
    if (late) this.late = [...this.late, ...late]
    const moved = deadline ? Date.parse(deadline) - this.deadline : 0
    if (moved !== 0 && !isNaN(moved)) {
      this.deadline += moved
      if (moved >= MARGIN_MS) this.extraMinutes += Math.round(moved / 60_000)
    }
    for (const refusal of refused ?? []) this.hearRefusal(refusal)
    if (this.sync.reach === 'closed' && !this.over) this.finish('closed')
    this.lay()
    this.tell()
  }

  private hearRefusal(refusal: Refusal): void {
    if (refusal.position === null) return
    // The number was used by something else (a copied profile, say): the answer goes again under a new one.
    if (refusal.code === 'seq_taken') void this.change(refusal.position, this.of(refusal.position), false)
    else this.refused = [...this.refused, refusal]
  }

  private tick(): void {
    if (this.phase !== 'open') return
    if (this.clock.drift() > DRIFT_MS && performance.now() - this.askedAt > ASK_AGAIN_MS) {
      this.askedAt = performance.now()
      void this.sync.flush()
    }
    if (this.remaining() === 0) void this.expire()
    else this.tell()
  }

  /** A clock set forward looks the same as the end: the server is asked before anything is given in. */
  private async expire(): Promise<void> {
    this.enter('expired')
    await pause((this.options.random ?? Math.random)() * SPREAD_AT_ZERO_MS)
    if (this.phase === 'expired') await this.submit(true)
  }

  private reopen(): void {
    this.submitWanted = false
    this.byClock = false
    this.enter('open')
  }

  /** True when there is nothing more to try: submitted, closed, or the candidate has to act first. */
  private async trySubmission(): Promise<boolean> {
    const changes = bodyOf(batch(this.outbox.pending())).changes
    const reply = await this.options.transport(this.terms).submit({ changes })
    switch (reply.kind) {
      case 'submitted':
        await this.outbox.remove(reply.settled)
        this.finish('submitted', reply.receipt)
        return true
      case 'closed':
        this.finish('closed')
        return true
      case 'lease_lost':
      case 'unauthorised':
        // Who took the attempt over decides about its end; who only has to sign in again has decided already.
        this.submitWanted = reply.kind === 'unauthorised'
        this.sync.halt(reply.kind)
        this.enter('open')
        return true
      default:
        return false
    }
  }

  private finish(phase: 'submitted' | 'closed', receipt = ''): void {
    this.submitWanted = false
    this.receipt = receipt || this.receipt
    clearInterval(this.ticker)
    this.sync.stop()
    clearDesk()
    this.enter(phase)
    if (this.terms.token) void this.deliverLate()
  }

  /** What the end overtook goes to the server all the same: it is kept there, marked late, and the candidate is told. */
  private async deliverLate(): Promise<void> {
    const positions = this.outbox.pendingPositions()
    for (let rows = batch(this.outbox.pending()); rows.length > 0; rows = batch(this.outbox.pending())) {
      const reply = await this.options.transport(this.terms).save(bodyOf(rows), false)
      const settled = reply.kind === 'closed' ? reply.settled : []
      if (settled.length === 0) break
      await this.outbox.remove(settled)
    }
    this.late = [...this.late, ...positions]
    this.tell()
  }

  private enter(phase: Phase): void {
    this.phase = phase
    this.tell()
  }

  private networkOr(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        removeEventListener('online', done)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(done, wait * (0.5 + (this.options.random ?? Math.random)() / 2))
      addEventListener('online', done)
    })
  }

  private lay(): void {
    if (this.over) return
    layDesk({
      started: {
        ...this.terms,
        deadline: new Date(this.deadline).toISOString(),
        seq: this.seq,
        responses: [...this.answers].map(([position, answer]) => ({ position, ...answer, seq: 0 })),
      },
      anchor: this.clock.record(),
      position: this.position,
      submitting: this.submitWanted,
    })
  }

  private tell(): void {
    this.options.changed(this.snapshot())
  }
}
