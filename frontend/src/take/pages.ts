import { type Component, shallowRef, watch } from 'vue'

import { type Route, route } from './route'

type Page = Route['page']

// In lots, by when they are read: no page needs two of them at once, and each keeps to the budget.
const LOADERS: Record<Page | 'sign_in', () => Promise<Component>> = {
  sign_in: async () => (await import('./door/SignIn.vue')).default,
  home: async () => (await import('./before')).Home,
  entry: async () => (await import('./before')).Entry,
  sit: async () => (await import('./sitting/Examination.vue')).default,
  result: async () => (await import('./after')).ResultPage,
  review: async () => (await import('./after')).Review,
}

export const page = shallowRef<{ name: Page | 'sign_in'; component: Component } | null>(null)
export const pageFailure = shallowRef<unknown>(null)

async function show(name: Page | 'sign_in'): Promise<void> {
  try {
    const component = await LOADERS[name]()
    page.value = { name, component }
    pageFailure.value = null
  } catch (error) {
    pageFailure.value = error
  }
}

/** `signedIn` decides between the page of the route and the sign-in; null while that is not known, when it is only fetched. */
export function follow(signedIn: () => boolean | null): void {
  watch(
    [() => route.value.page, signedIn],
    ([name, known]) => {
      if (known === null) void LOADERS[name]().catch(() => undefined)
      else void show(known ? name : 'sign_in')
    },
    { immediate: true },
  )
}
