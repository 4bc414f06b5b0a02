import { ref, watchEffect } from 'vue'

export type Mode = 'standard' | 'care'

const KEY = 'exam-mode'

function remembered(): Mode {
  // A poster's QR code names the mode; what was chosen before yields to it.
  const asked = new URLSearchParams(location.search).get('mode')
  if (asked === 'care' || asked === 'standard') return asked
  try {
    return localStorage.getItem(KEY) === 'care' ? 'care' : 'standard'
  } catch {
    return 'standard'
  }
}

export const mode = ref<Mode>(remembered())

watchEffect(() => {
  document.documentElement.dataset['mode'] = mode.value
  try {
    localStorage.setItem(KEY, mode.value)
  } catch {
    // The choice then lasts as long as the page.
  }
})

export function switchMode(): void {
  mode.value = mode.value === 'care' ? 'standard' : 'care'
}
