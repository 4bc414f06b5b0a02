import { onBeforeUnmount, onMounted } from 'vue'

import { sitting } from '../sitting/current'

/** What the log keeps beside the answers; the server decides nothing by it. */
export function useEvidence(): void {
  const online = (): void => void sitting.value?.record('online')
  const offline = (): void => void sitting.value?.record('offline')

  onMounted(() => {
    addEventListener('online', online)
    addEventListener('offline', offline)
    void sitting.value?.record('device', { agent: navigator.userAgent.slice(0, 300), width: innerWidth, height: innerHeight })
  })
  onBeforeUnmount(() => {
    removeEventListener('online', online)
    removeEventListener('offline', offline)
  })
}
