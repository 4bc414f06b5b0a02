import { ElMessage } from 'element-plus'
import { computed, shallowRef } from 'vue'

import { fieldMessages, messageOf } from './problems'

/**
 * One act of a person: `busy` while it runs, `message` and `fields` when it was refused.
 * `run` answers whether it succeeded; a second click while it runs does nothing.
 */
export function useAction<Args extends unknown[]>(act: (...args: Args) => Promise<unknown>, done = '') {
  const busy = shallowRef(false)
  const problem = shallowRef<unknown>(null)

  async function run(...args: Args): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await act(...args)
      if (done) ElMessage.success(done)
      return true
    } catch (error) {
      problem.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    problem,
    message: computed(() => (problem.value ? messageOf(problem.value) : '')),
    fields: computed(() => fieldMessages(problem.value)),
    run,
  }
}
