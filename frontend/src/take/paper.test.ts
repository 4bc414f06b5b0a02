import { expect, it } from 'vitest'

import type { Question } from '@/api/shapes'

import { arranged, chosen } from './paper'
import { answerOf, withAnswerOf } from './parts'

const choice = (position: number, kind: Question['kind'] = 'single'): Question => ({
  position,
  kind,
  section: '',
  points: 100,
  stem: `题${position}`,
  options: ['A', 'B', 'C'].map((letter) => ({ letter, text: `选项${letter}` })),
  blanks: 0,
  matches: [],
  parts: [],
})

it("shows questions and options in the candidate's order, and names options by the form's letters", () => {
  const paper = [choice(1), choice(2)]
  const [first, second] = arranged(paper, [[2, 'CAB'], [1, 'ABC']])
  expect(first).toMatchObject({ position: 2, number: 1 })
  expect(first?.shown).toEqual([
    { value: 'C', letter: 'A', text: '选项C' },
    { value: 'A', letter: 'B', text: '选项A' },
    { value: 'B', letter: 'C', text: '选项B' },
  ])
  expect(second).toMatchObject({ position: 1, number: 2 })
})

it('shows true and false in words, without a letter', () => {
  const paper = [{ ...choice(1, 'true_false'), options: [] }]
  expect(arranged(paper, [[1, '']])[0]?.shown).toEqual([
    { value: 'T', letter: '', text: '正确' },
    { value: 'F', letter: '', text: '错误' },
  ])
})

it('never hides an option that the order forgets', () => {
  expect(arranged([choice(1)], [[1, 'B']])[0]?.shown).toHaveLength(3)
})

it('replaces a single choice and toggles a multiple one', () => {
  expect(chosen(choice(1), ['A'], 'B')).toEqual(['B'])
  expect(chosen(choice(1, 'multiple'), ['C'], 'A')).toEqual(['A', 'C'])
  expect(chosen(choice(1, 'multiple'), ['A', 'C'], 'A')).toEqual(['C'])
})

it("keeps each sub-question's answer under its number, in their order", () => {
  const answer = ['1:B', '2:甲:乙', '2:', '10:T']
  expect(answerOf(answer, 2)).toEqual(['甲:乙', ''])
  expect(answerOf(answer, 1)).toEqual(['B'])
  expect(withAnswerOf(answer, 3, ['A', 'C'])).toEqual(['1:B', '2:甲:乙', '2:', '3:A', '3:C', '10:T'])
  expect(withAnswerOf(answer, 2, ['', ' '])).toEqual(['1:B', '10:T'])
})
