import { t } from '@/messages/staff/exams'

export const lasted = (seconds: number): string =>
  t('lasted', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
