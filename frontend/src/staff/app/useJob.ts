import { computed, onScopeDispose, shallowRef } from 'vue'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 3_000

/** Something that the server works on; `total` 0 while it is queued. */
export interface Job {
  state: string
  processed: number
  total: number
}

/** Follows a job until it rests: `load` is asked again, ever more slowly, while `isRunning` says so. */
export function useJob<T extends Job>(load: () => Promise<T>, isRunning: (job: T) => boolean) {
  const job = shallowRef<T | null>(null)
  const problem = shallowRef<unknown>(null)
  let timer = 0
  let pause = FIRST_PAUSE_MS
  let disposed = false

  async function follow(): Promise<void> {
    clearTimeout(timer)
    try {
      job.value = await load()
      problem.value = null
    } catch (error) {
      problem.value = error
      return
    }
    if (disposed || !isRunning(job.value)) {
      pause = FIRST_PAUSE_MS
      return
    }
    timer = window.setTimeout(() => void follow(), pause)
    pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS)
  }

  onScopeDispose(() => {
    disposed = true
    clearTimeout(timer)
  })

  return { job, problem, follow, running: computed(() => job.value !== null && isRunning(job.value)) }
}
