import type { RouteLocationRaw, Router } from 'vue-router'

import { t } from '@/messages/staff/questions'

const LISTS: Record<string, string> = {
  questions: t('backToList'),
  reviews: t('backToReviews'),
  'question-reports': t('backToReports'),
  'stale-questions': t('backToStale'),
}

/** The list of questions that led here, with its filters; the list of all for whoever came by a link. */
export function cameFrom(router: Router): { name: string; to: RouteLocationRaw; label: string } {
  const before = router.resolve(String(router.options.history.state['back'] ?? '/'))
  const name = String(before.name ?? '')
  const label = LISTS[name]
  return label ? { name, to: before.fullPath, label } : { name: 'questions', to: { name: 'questions' }, label: t('backToList') }
}
