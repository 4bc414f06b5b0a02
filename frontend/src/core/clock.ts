/** Two of the device's clocks, both in milliseconds: neither is trusted alone. */
export interface Tickers {
  performance(): number
  date(): number
}

export const browserTickers: Tickers = {
  performance: () => performance.now(),
  date: () => Date.now(),
}

/** What a reload needs to go on without asking the server. */
export interface AnchorRecord {
  server: number
  date: number
}

// An answer that took longer says too little about the time, unless the anchor in hand is old.
const SLOW_MS = 3_000
const STALE_MS = 120_000

/**
 * The server's time as this device can best know it. Between anchors the longer of the two elapsed times counts:
 * performance.now() stands still while a phone sleeps, Date.now() can be set back by hand.
 */
export class ServerClock {
  private server = NaN
  private performanceAt = 0
  private dateAt = 0

  constructor(private readonly tickers: Tickers = browserTickers) {}

  /** `serverTime`: ISO time in an answer of the server; `rtt`: milliseconds between request and answer. */
  anchor(serverTime: string, rtt: number): void {
    const server = Date.parse(serverTime)
    if (isNaN(server)) return
    const young = this.anchored && this.elapsed() < STALE_MS && this.drift() < SLOW_MS
    if (rtt > SLOW_MS && young) return
    this.set(server + rtt / 2, this.tickers.date())
  }

  restore(record: AnchorRecord): void {
    this.set(record.server, record.date)
  }

  record(): AnchorRecord {
    return { server: this.server, date: this.dateAt }
  }

  get anchored(): boolean {
    return !isNaN(this.server)
  }

  /** Milliseconds since the epoch by the server's clock. */
  now(): number {
    return this.anchored ? this.server + this.elapsed() : this.tickers.date()
  }

  /** How far the two clocks have come apart since the anchor: a sleep, or a clock set by hand. */
  drift(): number {
    const { performance, date } = this.passed()
    return Math.abs(date - performance)
  }

  private set(server: number, date: number): void {
    this.server = server
    this.dateAt = date
    this.performanceAt = this.tickers.performance()
  }

  private elapsed(): number {
    const { performance, date } = this.passed()
    return Math.max(performance, date, 0)
  }

  private passed(): { performance: number; date: number } {
    return {
      performance: this.tickers.performance() - this.performanceAt,
      date: this.tickers.date() - this.dateAt,
    }
  }
}
