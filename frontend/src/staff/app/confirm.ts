import { ElMessageBox } from 'element-plus'

import { t } from '@/messages/staff/app'

/** Asks before an act that is hard to take back; the button says the verb. */
export async function confirmed(question: string, verb: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, verb, { confirmButtonText: verb, cancelButtonText: t('cancel'), type: 'warning' })
    return true
  } catch {
    return false
  }
}

/** Asks for the reason that goes on record; null when she changed her mind. */
export async function askReason(question: string, verb: string): Promise<string | null> {
  try {
    const { value } = await ElMessageBox.prompt(question, verb, {
      confirmButtonText: verb,
      cancelButtonText: t('cancel'),
      inputValidator: (text: string) => ((text ?? '').trim() === '' ? t('reasonRequired') : [...text].length <= 200 || t('reasonTooLong')),
    })
    return value.trim()
  } catch {
    return null
  }
}
