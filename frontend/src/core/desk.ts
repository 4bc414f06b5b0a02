import type { StartedAttempt } from '@/api/shapes'

import type { AnchorRecord } from './clock'

/**
 * What an offline reload of the same tab needs: the attempt's own terms and what the server has of it. No name, no
 * question text, no key. Session storage goes with the tab, and leaving the examination removes it.
 */
export interface Desk {
  started: Omit<StartedAttempt, 'candidate'>
  anchor: AnchorRecord
  position: number
  /** 交卷 was confirmed and not yet answered. */
  submitting: boolean
}

const KEY = 'exam-desk'

export function layDesk(desk: Desk): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(desk))
  } catch {
    // Without storage an offline reload has to wait for the network; nothing is lost.
  }
}

export function keptDesk(attempt?: number): Desk | null {
  try {
    const desk = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Desk | null
    return desk && (attempt === undefined || desk.started.attempt === attempt) ? desk : null
  } catch {
    return null
  }
}

export function clearDesk(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was stored either.
  }
}
