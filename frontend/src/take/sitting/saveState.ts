import type { Snapshot } from '@/core/sitting'
import * as m from '@/messages/sitting'

import { clockTime } from '../times'

export interface SaveState {
  kind: 'signed_out' | 'refused' | 'offline' | 'not_durable' | 'saving' | 'saved' | 'fresh'
  tone: 'good' | 'quiet' | 'current' | 'bad'
  text: string
  /** Takes a strip of its own. */
  long: boolean
}

const REASONS: Record<string, string> = { bad_option: m.refusedBadOption, too_large: m.refusedTooLarge }

/** What the candidate is told about her answers. 已保存 is said only when nothing is waiting for an acknowledgement. */
export function saveState(snapshot: Snapshot, listed: (positions: number[]) => string): SaveState {
  const { reach, unsent, refused } = snapshot
  if (reach === 'unauthorised') return { kind: 'signed_out', tone: 'bad', text: m.expiredSession, long: true }
  if (refused[0]) {
    const numbers = listed(refused.flatMap((refusal) => refusal.position ?? []))
    const reason = REASONS[refused[0].code] ?? m.refusedOther
    return { kind: 'refused', tone: 'bad', text: m.refused(numbers, reason), long: true }
  }
  if (reach === 'offline') {
    const text = unsent.length > 0 ? m.offline(unsent.length) : m.offlineNothing
    return { kind: 'offline', tone: 'current', text, long: true }
  }
  if (!snapshot.durable) return { kind: 'not_durable', tone: 'bad', text: m.notDurable, long: true }
  if (unsent.length > 0) return { kind: 'saving', tone: 'quiet', text: m.saving, long: false }
  if (snapshot.savedAt === null) return { kind: 'fresh', tone: 'quiet', text: m.connecting, long: false }
  return { kind: 'saved', tone: 'good', text: `${m.savedWord} ${clockTime(snapshot.savedAt)}`, long: false }
}
