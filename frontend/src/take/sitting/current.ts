import { computed, ref, shallowRef } from 'vue'

import type { Answered } from '@/api/client'
import { TAKE_API } from '@/api/root'
import type { Paper, StartedAttempt } from '@/api/shapes'
import { keptDesk } from '@/core/desk'
import { deviceId } from '@/core/device'
import { Sitting, type SittingOptions, type Snapshot, type Terms } from '@/core/sitting'
import { TabLock } from '@/core/tab'
import { HttpTransport } from '@/core/transport'

import { arranged, type ShownQuestion } from '../paper'
import { goTo } from '../route'
import { client } from '../session'

/** The examination being sat in this page: one at most. */
interface Current {
  terms: Terms
  questions: ShownQuestion[]
  sitting: Sitting
}

export const current = shallowRef<Current | null>(null)
export const snapshot = shallowRef<Snapshot | null>(null)
/** The same browser sits it in another tab, which alone may write. */
export const inOtherTab = ref(false)
export const sitting = computed(() => current.value?.sitting ?? null)

let lock: { attempt: number; tab: TabLock } | null = null

function lockOf(attempt: number): TabLock {
  if (lock?.attempt !== attempt) {
    lock?.tab.release()
    lock = { attempt, tab: new TabLock(attempt, () => yieldToOtherTab()) }
  }
  return lock.tab
}

function yieldToOtherTab(): void {
  putAway()
  inOtherTab.value = true
}

const options: SittingOptions = {
  transport: (terms) => new HttpTransport(`${TAKE_API}attempts/${terms.attempt}/`, terms.token ?? ''),
  changed: (news) => {
    snapshot.value = news
  },
}

const loadPaper = async (url: string, cache: RequestCache = 'default'): Promise<Paper> =>
  (await client.get<Paper>(url, { credentials: 'omit', cache })).data

/** The terms without the name: they are kept for a reload, and the name is not ours to keep. */
function termsOf({ candidate: _candidate, ...terms }: StartedAttempt): Terms {
  return terms
}

export interface Beginning {
  /** What the entry page started, if it did. */
  handed?: Answered<StartedAttempt> | null
  takeOver?: boolean
  /** The other tab is told to stop. */
  takeTab?: boolean
}

/** Starts or resumes; an attempt that is over leads to its result instead. */
export async function begin(exam: number, number: number, how: Beginning = {}): Promise<void> {
  const { handed = null, takeOver = false, takeTab = false } = how
  const desk = keptDesk()
  // A reload knows where the paper is: fetched now, it is in the browser's cache when the terms arrive.
  const early = desk?.started.exam.id === exam && desk.started.content_url
  if (early) void loadPaper(early).catch(() => undefined)
  const body = { number, device: deviceId(), take_over: takeOver }
  const { data, rtt } = handed ?? (await client.post<StartedAttempt>(`exams/${exam}/attempts/`, body))
  const terms = termsOf(data)
  if (terms.state !== 'open' || !terms.content_url || !terms.order) {
    putAway()
    goTo({ page: 'result', attempt: terms.attempt }, true)
    return
  }
  if (current.value?.terms.attempt === terms.attempt) {
    current.value.sitting.resume(terms, rtt)
    return
  }
  const tab = lockOf(terms.attempt)
  if (takeTab) tab.take()
  const [paper, free] = await Promise.all([loadPaper(terms.content_url), takeTab || tab.acquire()])
  if (!free) {
    inOtherTab.value = true
    return
  }
  await sitDown(terms, arranged(paper.questions, terms.order), rtt)
  if (early) void sitting.value?.record('reload')
}

/** A reload without a network: from what the tab kept, and the paper from the browser's cache. */
export async function continueOffline(exam: number): Promise<boolean> {
  const terms = keptDesk()?.started
  if (terms?.exam.id !== exam || !terms.content_url || !terms.order) return false
  const tab = lockOf(terms.attempt)
  if (!(await tab.acquire())) {
    inOtherTab.value = true
    return true
  }
  const paper = await loadPaper(terms.content_url, 'force-cache')
  await sitDown(terms, arranged(paper.questions, terms.order), null)
  return true
}

async function sitDown(terms: Terms, questions: ShownQuestion[], rtt: number | null): Promise<void> {
  putAway()
  inOtherTab.value = false
  const opened = await Sitting.open(terms, rtt, { ...options, desk: keptDesk(terms.attempt) })
  snapshot.value = opened.snapshot()
  current.value = { terms, questions, sitting: opened }
}

/** The page is left; what is unsent stays in the outbox and is sent when the examination is opened again. */
export function putAway(): void {
  current.value?.sitting.stop()
  current.value = null
  snapshot.value = null
}

/** After leaving for good: another tab may have the attempt. */
export function unlock(): void {
  lock?.tab.release()
  lock = null
}
