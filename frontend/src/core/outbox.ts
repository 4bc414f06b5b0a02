import { openDatabase, readAll, write } from './database'

export interface Change {
  seq: number
  position: number
  answer: string[]
  flagged: boolean
}

export interface Occurrence {
  seq: number
  kind: 'blur' | 'focus' | 'device' | 'online' | 'offline' | 'reload'
  at: string
  detail: Record<string, string | number | boolean>
}

/** `lease`: under which it was written, to tell what was typed here while another device held the attempt. */
export interface OutboxRow {
  attempt: number
  seq: number
  lease: number
  change?: Change
  event?: Occurrence
}

function ofAttempt(attempt: number): IDBKeyRange {
  return IDBKeyRange.bound([attempt, 0], [attempt, Number.MAX_SAFE_INTEGER])
}

/**
 * What the server has not acknowledged yet, of one attempt: positions, answers and events, never keys or names.
 * Memory is what the page reads; IndexedDB, written within the same task as the tap, is what survives the page.
 */
export class Outbox {
  private readonly rows = new Map<number, OutboxRow>()
  private heldBack = new Set<number>()
  /** False when the browser keeps nothing: the candidate has to be told. */
  durable = true

  private constructor(
    readonly attempt: number,
    private database: IDBDatabase | null,
    private readonly changed: () => void,
  ) {
    this.durable = database !== null
  }

  static async open(attempt: number, changed: () => void = () => undefined): Promise<Outbox> {
    const database = await openDatabase()
    const outbox = new Outbox(attempt, database, changed)
    if (database) {
      for (const row of await readAll<OutboxRow>(database, ofAttempt(attempt))) outbox.rows.set(row.seq, row)
    }
    return outbox
  }

  /** What is to be sent, in the order in which it was made. */
  pending(): OutboxRow[] {
    return this.sorted().filter((row) => !this.heldBack.has(row.seq))
  }

  /** What waits for the candidate's decision. */
  held(): OutboxRow[] {
    return this.sorted().filter((row) => this.heldBack.has(row.seq))
  }

  holdBack(seqs: number[]): void {
    this.heldBack = new Set(seqs)
  }

  pendingPositions(): number[] {
    return [...new Set(this.pending().flatMap((row) => (row.change ? [row.change.position] : [])))]
  }

  highestSeq(): number {
    return Math.max(0, ...this.rows.keys())
  }

  /** The unsent change that a further letter typed into the same blank may replace. */
  lastSeqOf(position: number): number | undefined {
    const last = this.pending().pop()
    return last?.change?.position === position ? last.seq : undefined
  }

  /** Resolves when the row is on the disk (or could not be put there: see `durable`). */
  async add(row: OutboxRow, instead?: number): Promise<void> {
    this.rows.set(row.seq, row)
    if (instead !== undefined) this.rows.delete(instead)
    await this.write((rows) => {
      if (instead !== undefined) rows.delete([this.attempt, instead])
      rows.put(row)
    })
  }

  async remove(seqs: number[]): Promise<void> {
    for (const seq of seqs) this.rows.delete(seq)
    await this.write((rows) => seqs.forEach((seq) => rows.delete([this.attempt, seq])))
  }

  async clear(): Promise<void> {
    this.rows.clear()
    await this.write((rows) => rows.delete(ofAttempt(this.attempt)))
  }

  close(): void {
    this.database?.close()
    this.database = null
  }

  private async write(work: (rows: IDBObjectStore) => void): Promise<void> {
    try {
      if (this.database) await write(this.database, work)
      this.setDurable(this.database !== null)
    } catch {
      await this.recover()
    }
  }

  /** The user deleted the site's data under the page, or the quota is used up: everything unsent is written anew. */
  private async recover(): Promise<void> {
    this.database?.close()
    this.database = await openDatabase()
    try {
      if (this.database) await write(this.database, (rows) => this.rows.forEach((row) => rows.put(row)))
      this.setDurable(this.database !== null)
    } catch {
      this.setDurable(false)
    }
  }

  private sorted(): OutboxRow[] {
    return [...this.rows.values()].sort((a, b) => a.seq - b.seq)
  }

  private setDurable(durable: boolean): void {
    if (durable === this.durable) return
    this.durable = durable
    this.changed()
  }
}

/** The attempts of which this browser still holds something unsent. */
export async function attemptsHeld(): Promise<number[]> {
  const database = await openDatabase()
  if (!database) return []
  const rows = await readAll<OutboxRow>(database)
  database.close()
  return [...new Set(rows.map((row) => row.attempt))]
}

/** At signing out: nothing of this person stays. */
export async function clearAll(): Promise<void> {
  const database = await openDatabase()
  if (!database) return
  await write(database, (rows) => rows.clear())
  database.close()
}
