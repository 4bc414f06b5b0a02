import { t } from '@/messages/staff/exams'

/** What has become of a line of the roster. */
export const entryStatuses: Record<string, string> = {
  not_started: t('not_started'),
  open: t('opened'),
  submitted: t('submitted'),
  graded: t('graded'),
  absent: t('absent'),
  exempt: t('exempt'),
  reduced: t('reduced'),
  leave: t('leave'),
  voided: t('voided'),
}
