import { lazy } from './lazy'

/** Signing out, loaded when somebody does. */
export const Leaving = lazy(async () => (await import('./door/Leaving.vue')).default)
