import { expect, it } from 'vitest'

import { draftProblems } from './keys'
import type { Draft } from './questions'
import { draftOf, hasParts, seenOf, writtenOf, type WrittenPart } from './written'

const FACTS = { explanation: '', difficulty: '', topic: '', citation: '', points: null, audience: '', source: '' } as const
const OPTIONS: Draft['options'] = [
  { letter: 'A', text: '甲' },
  { letter: 'B', text: '乙' },
]
const CASE: Draft = {
  ...FACTS,
  kind: 'case',
  stem: '某局处罚了张某。',
  options: [],
  key: ['1:B', '2:北京;北京市', '2:30', '3:A-2', '3:B-1'],
  details: {
    parts: [
      { kind: 'single', stem: '对吗？', options: OPTIONS, details: {}, share: 2 },
      { kind: 'fill_in', stem: '在____的____日内。', options: [], details: { any_order: true }, share: 1 },
      { kind: 'matching', stem: '连线。', options: OPTIONS, details: { matches: ['子', '丑'] }, share: 1 },
    ],
  },
}

it('gives each sub-question its own key, and puts the keys together again', () => {
  const written = writtenOf(CASE)
  expect(written.parts.map(({ key }) => key)).toEqual([['B'], ['北京;北京市', '30'], ['A-2', 'B-1']])
  expect([written.key, written.details]).toEqual([[], {}])
  expect(draftOf(written)).toEqual(CASE)
})

it('numbers the keys anew when sub-questions change their places', () => {
  const written = writtenOf(CASE)
  written.parts.reverse()
  expect(draftOf(written).key).toEqual(['1:A-2', '1:B-1', '2:北京;北京市', '2:30', '3:B'])
})

it('sends no options, matches or sub-questions that the kind does not ask with', () => {
  const judged = { kind: 'true_false', stem: '对。', options: OPTIONS, key: ['T'], details: {}, share: 1 } satisfies WrittenPart
  const pairs = { kind: 'matching', stem: '连。', options: OPTIONS, key: ['A-1', ''], details: { matches: ['子', ' '] }, share: 1 } satisfies WrittenPart
  const sent = draftOf({ ...writtenOf(CASE), parts: [judged, pairs] })
  expect(sent.details.parts).toEqual([
    { kind: 'true_false', stem: '对。', options: [], details: {}, share: 1 },
    { kind: 'matching', stem: '连。', options: OPTIONS, details: { matches: ['子'] }, share: 1 },
  ])
  expect(sent.key).toEqual(['1:T', '2:A-1'])
  const single = { ...writtenOf(CASE), kind: 'single' as const, options: OPTIONS, key: ['A'] }
  expect(draftOf(single)).toEqual({ ...FACTS, kind: 'single', stem: CASE.stem, options: OPTIONS, key: ['A'], details: {} })
  expect(seenOf(single).parts).toEqual([])
})

it('leaves a case without sub-questions a question with a key of its own', () => {
  const plain: Draft = { ...CASE, key: ['应当撤销。'], details: {} }
  expect(hasParts(writtenOf(plain))).toBe(false)
  expect(draftOf(writtenOf(plain))).toEqual(plain)
  expect(draftProblems(writtenOf({ ...plain, key: [] }))).toEqual({ key: '请给出标准答案' })
})

it('shows the case as a candidate is given it, and says what is missing of which sub-question', () => {
  const written = writtenOf(CASE)
  expect(seenOf(written).parts.map(({ kind, blanks, matches }) => [kind, blanks, matches])).toEqual([
    ['single', 0, []],
    ['fill_in', 2, []],
    ['matching', 0, ['子', '丑']],
  ])
  expect(draftProblems(written)).toEqual({})
  written.parts[0]!.key = []
  written.parts[1]!.stem = ' '
  expect(draftProblems(written)).toEqual({ 'details/parts/0/key': '请给出标准答案', 'details/parts/1/stem': '请填写题干' })
})

it('keeps the pictures whatever becomes of the kind, and asks for words to each', () => {
  const picture = { sha256: 'a'.repeat(64), width: 40, height: 30, alt: '红色标志' }
  const written = writtenOf({ ...CASE, details: { ...CASE.details, pictures: [picture] } })
  expect(draftOf(written).details.pictures).toEqual([picture])
  expect(seenOf(written).pictures).toEqual([picture])
  const matching = { ...written, kind: 'matching' as const, parts: [], options: OPTIONS, details: { matches: ['子'] }, key: ['A-1'] }
  expect(draftOf(matching).details).toEqual({ matches: ['子'], pictures: [picture] })
  written.pictures = [{ ...picture, alt: ' ' }]
  expect(draftProblems(written)).toEqual({ 'details/pictures': '每张图片都要写文字说明' })
})
