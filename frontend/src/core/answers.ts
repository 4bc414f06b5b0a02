import type { Response } from '@/api/shapes'

import type { Change, OutboxRow } from './outbox'

export interface Answer {
  answer: string[]
  flagged: boolean
}

export type Answers = ReadonlyMap<number, Answer>

export const NO_ANSWER: Answer = { answer: [], flagged: false }

/** A blank left empty is an empty string: an answer of nothing but blanks is none. */
export const isAnswered = (answer: Answer | undefined): boolean => !!answer?.answer.some((part) => part.trim() !== '')

/** The server's answers with what this browser has not sent yet laid over them: for each position the highest seq counts. */
export function overlaid(responses: Response[], rows: OutboxRow[]): Map<number, Answer> {
  const seqs = new Map<number, number>()
  const answers = new Map<number, Answer>()
  const lay = ({ position, seq, answer, flagged }: Change): void => {
    if (seq < (seqs.get(position) ?? 0)) return
    seqs.set(position, seq)
    answers.set(position, { answer: [...answer], flagged })
  }
  responses.forEach(lay)
  for (const row of rows) if (row.change) lay(row.change)
  return answers
}

/**
 * What was typed here while another device held the attempt, and that device has written since: sending it would
 * overwrite the other's answers unseen, so the candidate decides.
 */
export function heldRows(rows: OutboxRow[], lease: number, serverSeq: number): OutboxRow[] {
  const written = rows.filter((row) => row.change && row.lease !== lease)
  return written.some((row) => row.seq <= serverSeq) ? written : []
}

/** The last change of each position, in the order in which they were made. */
export function lastPerPosition(rows: OutboxRow[]): Change[] {
  const last = new Map<number, Change>()
  for (const row of rows) {
    if (!row.change) continue
    last.delete(row.change.position)
    last.set(row.change.position, row.change)
  }
  return [...last.values()]
}
