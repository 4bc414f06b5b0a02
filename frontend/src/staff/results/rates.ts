import { t } from '@/messages/staff/results'

import type { Figures, Rate } from './results'

/** `99.95%`, or why there is none. */
export function rateText(rate: Rate, figures: Pick<Figures, 'suppressed'>): string {
  if (figures.suppressed) return t('suppressed')
  return rate.percent === null ? '—' : t('percent', { percent: rate.percent })
}
