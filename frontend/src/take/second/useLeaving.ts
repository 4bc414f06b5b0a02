import { onBeforeUnmount, onMounted } from 'vue'

import { current, sitting } from '../sitting/current'

/** Shorter is a slip of the finger or a message of the system. */
const LEAST_MS = 1_000
const KEY = 'exam-left'

interface Left {
  attempt: number
  times: number
}

function timesBefore(attempt: number): number {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Left | null
    return left?.attempt === attempt ? left.times : 0
  } catch {
    return 0
  }
}

function keepTimes(left: Left): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left))
  } catch {
    // After a reload the warning counts from the beginning; the log has them all.
  }
}

/**
 * Where the examination says so: each time that its page is left goes into the log, with its length, and the candidate
 * is told how often that was and how often it may be. Nothing follows by itself.
 */
export function useLeaving(warn: (times: number, limit: number, seconds: number) => void): void {
  const terms = current.value?.terms
  const limit = terms?.exam.leaving_limit
  if (!terms || !limit) return

  let times = timesBefore(terms.attempt)
  let since = 0
  let counted = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function count(): void {
    if (counted) return
    counted = true
    times += 1
    keepTimes({ attempt: terms!.attempt, times })
    void sitting.value?.record('blur', { times })
  }

  function leave(): void {
    if (since) return
    since = Date.now()
    counted = false
    timer = setTimeout(count, LEAST_MS)
  }

  function comeBack(): void {
    if (!since || document.visibilityState === 'hidden' || !document.hasFocus()) return
    const away = Date.now() - since
    clearTimeout(timer)
    since = 0
    // A phone stops the timers of what is not seen.
    if (away >= LEAST_MS) count()
    if (!counted) return
    const seconds = Math.max(1, Math.round(away / 1000))
    void sitting.value?.record('focus', { seconds })
    warn(times, limit!, seconds)
  }

  const seen = (): void => (document.visibilityState === 'hidden' ? leave() : comeBack())
  // A reload, or a way out of the examination, is another thing.
  const unload = (): void => document.removeEventListener('visibilitychange', seen)

  onMounted(() => {
    document.addEventListener('visibilitychange', seen)
    addEventListener('blur', leave)
    addEventListener('focus', comeBack)
    addEventListener('pagehide', unload)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    unload()
    removeEventListener('blur', leave)
    removeEventListener('focus', comeBack)
    removeEventListener('pagehide', unload)
  })
}
