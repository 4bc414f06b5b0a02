import { shallowRef } from 'vue'

/** A value from the server: loaded at once, loaded again on demand; an older answer never overwrites a newer one. */
export function useLoaded<T>(load: () => Promise<T>) {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<unknown>(null)
  const loading = shallowRef(false)
  let turn = 0

  async function reload(): Promise<void> {
    const mine = ++turn
    loading.value = true
    problem.value = null
    try {
      const answer = await load()
      if (mine === turn) value.value = answer
    } catch (error) {
      if (mine === turn) problem.value = error
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  void reload()
  return { value, problem, loading, reload }
}
