import { onScopeDispose, reactive, shallowRef, watch } from 'vue'

import { formatTime } from '../app/dates'
import { emptyOptions } from './keys'
import type { Draft, Question } from './questions'
import { writtenOf, type Written } from './written'

const PAUSE_MS = 800

const EMPTY: Written = {
  kind: 'single',
  stem: '',
  options: emptyOptions(),
  key: [],
  details: {},
  explanation: '',
  difficulty: '',
  topic: '',
  citation: '',
  points: null,
  audience: '',
  source: '',
  parts: [],
  pictures: [],
}

export function writtenQuestion({ revision }: Question): Written {
  const { kind, stem, options, details, key, explanation, citation, difficulty, points, audience, source } = revision
  return writtenOf({
    ...{ kind, stem, explanation, citation, points, audience, source },
    difficulty: difficulty as Draft['difficulty'],
    options: options.map((option) => ({ ...option })),
    key: [...(key ?? [])],
    details: structuredClone(details),
    topic: revision.topic?.name ?? '',
  })
}

/** What is being written, kept in this browser until it is saved: a crash or a closed tab loses nothing. */
export function useDraft(id: string) {
  const place = `staff-question-draft:${id || 'new'}`
  const draft = reactive<Written>(structuredClone(EMPTY))
  const changed = shallowRef(false)
  const restoredFrom = shallowRef('')
  let timer = 0
  let stop = () => {}

  function watchChanges(): void {
    stop()
    stop = watch(draft, () => {
      changed.value = true
      clearTimeout(timer)
      timer = window.setTimeout(() => {
        localStorage.setItem(place, JSON.stringify({ at: new Date().toISOString(), draft }))
      }, PAUSE_MS)
    })
  }

  function start(stored: Written = structuredClone(EMPTY)): void {
    const kept = localStorage.getItem(place)
    if (kept) {
      const { at, draft: found } = JSON.parse(kept) as { at: string; draft: Written }
      Object.assign(draft, found)
      restoredFrom.value = formatTime(at)
      changed.value = true
    } else {
      Object.assign(draft, stored)
    }
    watchChanges()
  }

  function forget(): void {
    clearTimeout(timer)
    localStorage.removeItem(place)
    restoredFrom.value = ''
    changed.value = false
  }

  function discard(stored: Written = structuredClone(EMPTY)): void {
    stop()
    forget()
    Object.assign(draft, stored)
    watchChanges()
  }

  onScopeDispose(() => stop())
  return { draft, changed, restoredFrom, start, forget, discard }
}
