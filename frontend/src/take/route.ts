import { type Ref, ref } from 'vue'

export type Route =
  | { page: 'home' }
  | { page: 'entry'; exam: number }
  | { page: 'sit'; exam: number; index: number }
  | { page: 'result' | 'review'; attempt: number }

/** `#/exams/5`, `#/exams/5/sit/7`, `#/attempts/9/result`; anything else is home. */
export function parse(hash: string): Route {
  const sit = /^#\/exams\/(\d+)\/sit\/(\d+)$/.exec(hash)
  if (sit) return { page: 'sit', exam: Number(sit[1]), index: Number(sit[2]) }
  const entry = /^#\/exams\/(\d+)$/.exec(hash)
  if (entry) return { page: 'entry', exam: Number(entry[1]) }
  const closed = /^#\/attempts\/(\d+)\/(result|review)$/.exec(hash)
  if (closed) return { page: closed[2] as 'result' | 'review', attempt: Number(closed[1]) }
  return { page: 'home' }
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/'
    case 'entry':
      return `#/exams/${route.exam}`
    case 'sit':
      return `#/exams/${route.exam}/sit/${route.index}`
    default:
      return `#/attempts/${route.attempt}/${route.page}`
  }
}

export const route: Ref<Route> = ref(parse(location.hash))

/** Asked before the route changes by itself (Back, a link); false keeps the page where it is. */
let mayLeave: ((next: Route) => boolean) | null = null

export function guard(question: typeof mayLeave): void {
  mayLeave = question
}

addEventListener('hashchange', () => {
  const next = parse(location.hash)
  if (mayLeave && !mayLeave(next)) location.hash = hashOf(route.value)
  else route.value = next
})

export function goTo(next: Route, instead = false): void {
  if (hashOf(next) === location.hash) route.value = next
  else if (instead) location.replace(hashOf(next))
  else location.hash = hashOf(next)
}
