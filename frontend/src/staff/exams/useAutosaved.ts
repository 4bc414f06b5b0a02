import { onScopeDispose, shallowRef } from 'vue'

import { useAction } from '../app/useAction'

const PAUSE_MS = 600

/**
 * A list that is edited on screen and saved as a whole a moment after the last change; what the server adds to each row
 * (how many are available) comes back with the answer. `complete` says whether the rows can be sent yet.
 */
export function useAutosaved<Row>(
  load: () => Promise<Row[]>,
  store: (rows: Row[]) => Promise<Row[]>,
  complete: (rows: Row[]) => boolean,
  saved: () => void,
) {
  const rows = shallowRef<Row[]>([])
  const ready = shallowRef(false)
  const edited = shallowRef(false)
  let timer = 0
  let edits = 0

  const loading = useAction(async () => {
    rows.value = await load()
    ready.value = true
  })
  const saving = useAction(async () => {
    const mine = edits
    const answer = await store(rows.value)
    if (mine === edits) {
      rows.value = answer
      edited.value = false
    }
    saved()
  })

  async function save(): Promise<void> {
    if (saving.busy.value) schedule()
    else if (complete(rows.value)) await saving.run()
  }

  function schedule(): void {
    clearTimeout(timer)
    timer = window.setTimeout(() => void save(), PAUSE_MS)
  }

  function edit(changed: Row[]): void {
    edits++
    edited.value = true
    rows.value = changed
    schedule()
  }

  onScopeDispose(() => clearTimeout(timer))
  void loading.run()

  return {
    rows,
    ready,
    edited,
    loading,
    saving,
    change: (index: number, changes: Partial<Row>) => edit(rows.value.map((row, at) => (at === index ? { ...row, ...changes } : row))),
    add: (row: Row) => edit([...rows.value, row]),
    remove: (index: number) => edit(rows.value.filter((_, at) => at !== index)),
  }
}
