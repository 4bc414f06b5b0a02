import { createApp } from 'vue'

import '@/ui/tokens.css'
import '@/ui/base.css'
import App from './App.vue'

declare global {
  interface Window {
    /** Set by public/floor.js: a notice then stands instead of the page. */
    tooOld?: string
  }
}

if (!window.tooOld) {
  createApp(App).mount('#app')
  // Plain http has no service workers, and does without.
  if (import.meta.env.PROD) navigator.serviceWorker?.register('./sw.js').catch(() => undefined)
}
