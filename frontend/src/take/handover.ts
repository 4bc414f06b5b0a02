import type { Answered } from '@/api/client'
import type { StartedAttempt } from '@/api/shapes'

let handed: Answered<StartedAttempt> | null = null

/** What the entry page was given at the start, for the examination's page, which is loaded apart. */
export function handOver(started: Answered<StartedAttempt>): void {
  handed = started
}

/** Once. */
export function takeOver(exam: number): Answered<StartedAttempt> | null {
  const started = handed?.data.exam.id === exam ? handed : null
  handed = null
  return started
}
