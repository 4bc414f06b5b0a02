import { ref } from 'vue'

import { ApiError } from '@/api/client'

/** Starting or resuming: once at a time, and asking before the attempt is taken over from another device. */
export function useAttemptStart(begin: (takeOver: boolean) => Promise<void>) {
  const busy = ref(false)
  const failed = ref<unknown>(null)
  const otherDevice = ref(false)

  async function go(takeOver = false): Promise<void> {
    if (busy.value) return
    busy.value = true
    failed.value = null
    try {
      await begin(takeOver)
      otherDevice.value = false
    } catch (error) {
      otherDevice.value = error instanceof ApiError && error.code === 'other_device'
      if (!otherDevice.value) failed.value = error
    }
    busy.value = false
  }

  function cancel(): void {
    otherDevice.value = false
  }

  return { busy, failed, otherDevice, go, cancel }
}
