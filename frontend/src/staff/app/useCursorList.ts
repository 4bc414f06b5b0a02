import { computed, onScopeDispose, reactive, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { cursorOf, type Page } from './api'

type Filters<Name extends string> = Record<Name, string>

/**
 * A cursor-paged list whose filters live in the URL: a reload, a link in a message and the Back button all show the same list.
 * `load` gets the filters and the cursor ('' for the first page).
 */
export function useCursorList<Row, Name extends string>(
  names: readonly Name[],
  load: (query: Filters<Name> & { cursor: string }) => Promise<Page<Row>>,
) {
  const route = useRoute()
  const router = useRouter()
  const filters = reactive(Object.fromEntries(names.map((name) => [name, ''])) as Filters<Name>) as Filters<Name>
  const rows = shallowRef<Row[]>([])
  const loading = shallowRef(true)
  const problem = shallowRef<unknown>(null)
  const cursor = shallowRef('')
  let turn = 0

  const readUrl = () => names.forEach((name) => (filters[name] = (String(route.query[name] ?? '')) as Filters<Name>[Name]))

  async function fetchPage(from: string): Promise<void> {
    const mine = ++turn
    loading.value = true
    problem.value = null
    try {
      const page = await load({ ...filters, cursor: from })
      if (mine !== turn) return
      rows.value = from ? [...rows.value, ...page.results] : page.results
      cursor.value = cursorOf(page)
    } catch (error) {
      if (mine === turn) problem.value = error
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  function setFilters(changes: Partial<Filters<Name>>): void {
    const query: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...filters, ...changes })) {
      if (value) query[name] = String(value)
    }
    void router.replace({ query })
  }

  const reload = () => fetchPage('')
  const stop = watch(
    () => names.map((name) => route.query[name] ?? '').join('\u0000'),
    () => {
      readUrl()
      void reload()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
    turn++
  })

  return {
    filters,
    rows,
    loading,
    problem,
    hasMore: computed(() => cursor.value !== ''),
    filtered: computed(() => names.some((name) => filters[name] !== '')),
    setFilters,
    clearFilters: () => setFilters(Object.fromEntries(names.map((name) => [name, ''])) as Filters<Name>),
    loadMore: () => fetchPage(cursor.value),
    reload,
  }
}
