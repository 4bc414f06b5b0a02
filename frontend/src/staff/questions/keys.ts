import { t } from '@/messages/staff/questions'

import type { Option } from './questions'
import type { Asked, Written } from './written'

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

export const emptyOptions = (): Option[] => [0, 1, 2, 3].map((index) => ({ letter: letterAt(index), text: '' }))

/** Of an option by its place, below MOST_OPTIONS. */
export const letterAt = (index: number): Option['letter'] => LETTERS[index] ?? 'H'

/** What keeps a draft from being saved, by field; the server checks again and knows more. */
export function draftProblems(written: Written): Record<string, string> {
  const parts = written.kind === 'case' ? written.parts : []
  const { key, ...problems } = askedProblems(written)
  const ofParts = parts.flatMap((part, index) =>
    Object.entries(askedProblems(part)).map(([field, text]) => [`details/parts/${index}/${field}`, text]),
  )
  const described = written.pictures.every(({ alt }) => alt.trim())
  if (!described) problems['details/pictures'] = t('altRequired')
  return { ...problems, ...(key && !parts.length ? { key } : {}), ...Object.fromEntries(ofParts) }
}

/** A problem of `options/2` is shown with the options. */
export const problemAt = (fields: Record<string, string>, name: string): string =>
  Object.entries(fields).find(([field]) => field === name || field.startsWith(`${name}/`))?.[1] ?? ''

function askedProblems(asked: Asked): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!asked.stem.trim()) problems['stem'] = t('stemRequired')
  if (hasOptions(asked.kind)) {
    const texts = asked.options.map(({ text }) => text.trim())
    if (texts.includes('')) problems['options'] = t('optionRequired')
    else if (new Set(texts).size < texts.length) problems['options'] = t('optionRepeated')
    if (asked.kind === 'single' && asked.key.length > 1) problems['key'] = t('keySingle')
    if (asked.kind === 'multiple' && asked.key.length === 1) problems['key'] = t('keyMultiple')
  }
  if (!asked.key.some((part) => part.trim())) problems['key'] = t('keyRequired')
  return problems
}
