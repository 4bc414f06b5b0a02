import type { Snapshot } from '@/core/sitting'
import * as m from '@/messages/sitting'

import { clockTime } from '../times'

export interface SaveState {
  kind: 'signed_out' | 'refused' | 'offline' | 'not_durable' | 'saving' | 'saved' | 'fresh'
  tone: 'good' | 'quiet' | 'current' | 'bad'
  /** A few words for the header. */
  text: string
  /** What is the matter, in a sentence, for a strip under the header; empty when nothing is. */
  trouble: string
}

const REASONS: Record<string, string> = { bad_option: m.refusedBadOption, too_large: m.refusedTooLarge }

/** What the candidate is told about her answers. 已保存 is said only when nothing is waiting for an acknowledgement. */
export function saveState(snapshot: Snapshot, listed: (positions: number[]) => string): SaveState {
  const { reach, unsent, refused } = snapshot
  if (reach === 'unauthorised') return { kind: 'signed_out', tone: 'bad', text: m.notSaved, trouble: m.expiredSession }
  if (refused[0]) {
    const numbers = listed(refused.flatMap((refusal) => refusal.position ?? []))
    const trouble = m.refused(numbers, REASONS[refused[0].code] ?? m.refusedOther)
    return { kind: 'refused', tone: 'bad', text: m.notSaved, trouble }
  }
  if (reach === 'offline') {
    const trouble = unsent.length > 0 ? m.offline(unsent.length) : m.offlineNothing
    return { kind: 'offline', tone: 'current', text: m.offlineWord, trouble }
  }
  if (!snapshot.durable) return { kind: 'not_durable', tone: 'bad', text: m.notSaved, trouble: m.notDurable }
  if (unsent.length > 0) return { kind: 'saving', tone: 'quiet', text: m.saving, trouble: '' }
  if (snapshot.savedAt === null) return { kind: 'fresh', tone: 'quiet', text: m.connecting, trouble: '' }
  return { kind: 'saved', tone: 'good', text: `${m.savedWord} ${clockTime(snapshot.savedAt)}`, trouble: '' }
}
