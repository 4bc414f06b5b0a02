import { ref } from 'vue'

import { ApiError } from '@/api/client'

import { loadSession } from './session'

/** What a page does before it can show anything: loading, the failure if any, and once more. */
export function usePage(work: () => Promise<void>) {
  const loading = ref(false)
  const failure = ref<unknown>(null)

  async function load(): Promise<void> {
    loading.value = true
    failure.value = null
    try {
      await work()
    } catch (error) {
      // A session that has ended shows the sign-in in place of the page, and the page again after it.
      if (isSignedOut(error)) await loadSession().catch(() => undefined)
      failure.value = error
    }
    loading.value = false
  }

  void load()
  return { loading, failure, load }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.code === 'not_authenticated')
}
