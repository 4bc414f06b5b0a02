import { t } from '@/messages/staff/questions'

import type { Draft, Revision } from './questions'

/** 标准答案 as people read it. */
export function keyText({ kind, key }: Pick<Revision, 'kind' | 'key'>): string {
  if (kind === 'true_false') return key.map((letter) => (letter === 'T' ? t('keyTrue') : t('keyFalse'))).join('')
  return key.join(kind === 'single' || kind === 'multiple' ? '' : '；')
}

export const hasOptions = (kind: string): boolean => kind === 'single' || kind === 'multiple'

export const letterAt = (index: number): string => String.fromCharCode(65 + index)

/** What keeps a draft from being saved, by field; the server checks again and knows more. */
export function draftProblems(draft: Draft): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!draft.stem.trim()) problems['stem'] = t('stemRequired')
  if (hasOptions(draft.kind)) {
    const texts = draft.options.map(({ text }) => text.trim())
    if (texts.includes('')) problems['options'] = t('optionRequired')
    else if (new Set(texts).size < texts.length) problems['options'] = t('optionRepeated')
    if (draft.kind === 'single' && draft.key.length > 1) problems['key'] = t('keySingle')
    if (draft.kind === 'multiple' && draft.key.length === 1) problems['key'] = t('keyMultiple')
  }
  if (!draft.key.some((part) => part.trim())) problems['key'] = t('keyRequired')
  return problems
}
