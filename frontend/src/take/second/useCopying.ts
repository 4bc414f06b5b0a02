import { onBeforeUnmount, onMounted } from 'vue'

import { current } from '../sitting/current'
import './useCopying.css'

const STOPPED = ['copy', 'cut', 'dragstart', 'contextmenu'] as const
const CLASS = 'not-printed'

const isOwnText = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

/**
 * Where the examination says so, its paper is neither copied nor printed; a hindrance, no protection. Keys, focus,
 * selection and the names of things stay as they are: whoever has the page read aloud notices nothing. What the
 * candidate writes herself is hers to copy.
 */
export function useCopying(told: () => void): void {
  if (!current.value?.terms.exam.blocks_copying) return

  function stop(event: Event): void {
    if (isOwnText(event.target)) return
    event.preventDefault()
    if (event.type !== 'contextmenu') told()
  }

  onMounted(() => {
    for (const name of STOPPED) document.addEventListener(name, stop)
    document.documentElement.classList.add(CLASS)
  })
  onBeforeUnmount(() => {
    for (const name of STOPPED) document.removeEventListener(name, stop)
    document.documentElement.classList.remove(CLASS)
  })
}
