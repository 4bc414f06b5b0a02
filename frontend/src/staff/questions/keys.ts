import { t } from '@/messages/staff/questions'

import type { Draft, Option } from './questions'

/** 标准答案 as people read it; empty for who may not see it. */
export function keyText({ kind, key: letters }: { kind: string; key: string[] | null }): string {
  const key = letters ?? []
  if (kind === 'true_false') return key.map((letter) => (letter === 'T' ? t('keyTrue') : t('keyFalse'))).join('')
  if (kind === 'ordering') return key.join(' → ')
  return key.join(isTicked(kind) ? '' : '；')
}

/** The right options are ticked; of other kinds with options the key is written. */
export const isTicked = (kind: string): boolean => kind === 'single' || kind === 'multiple'
export const hasOptions = (kind: string): boolean => isTicked(kind) || kind === 'ordering' || kind === 'matching'

const LETTERS: Option['letter'][] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
export const MOST_OPTIONS = LETTERS.length

/** Of an option by its place, below MOST_OPTIONS. */
export const letterAt = (index: number): Option['letter'] => LETTERS[index] ?? 'H'

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
