import type { Order, Question } from '@/api/shapes'

export interface ShownOption {
  /** What the answer names: the form's own letter. */
  value: string
  /** What the screen shows; empty for true and false. */
  letter: string
  text: string
}

/** What there is of a question, and of a sub-question, both before and after the end. */
export type Part = Pick<Question['parts'][number], 'kind' | 'options'>
type Asked = Part & Pick<Question, 'position'>

/** `number`: from 1, in the order this candidate sees. */
export type Shown<Q extends Part> = Q & { number: number; shown: ShownOption[] }
export type ShownQuestion = Shown<Question>
/** A question, or a sub-question of a case. */
export type ShownPart = Shown<Question['parts'][number]>

/** The kinds that are answered by choosing among options. */
export const CHOSEN = ['single', 'multiple', 'true_false']

const LETTERS = 'ABCDEFGHIJKL'
const TRUE_FALSE = [
  { letter: 'T', text: '正确' },
  { letter: 'F', text: '错误' },
]

export function optionsOf(question: Part, order: string): ShownOption[] {
  if (question.kind === 'true_false') {
    const options = question.options.length > 0 ? question.options : TRUE_FALSE
    return options.map(({ letter, text }) => ({ value: letter, letter: '', text }))
  }
  const byLetter = new Map(question.options.map((option) => [option.letter, option]))
  const ordered = [...order].flatMap((letter) => byLetter.get(letter) ?? [])
  const shown = ordered.length === question.options.length ? ordered : question.options
  return shown.map((option, index) => ({ value: option.letter, letter: LETTERS[index] ?? '', text: option.text }))
}

/** Questions as this candidate is to see them: `order` is the attempt's `[[position, "BDAC"], …]`. */
export function arranged<Q extends Asked>(questions: Q[], order: Order): Shown<Q>[] {
  const byPosition = new Map(questions.map((question) => [question.position, question]))
  return order.flatMap(([position, letters], index) => {
    const question = byPosition.get(position)
    return question ? [{ ...question, number: index + 1, shown: optionsOf(question, letters) }] : []
  })
}

/** Choosing `value`: alone for one right answer, on and off for several, letters in the form's order. */
export function chosen(question: Part, answer: string[], value: string): string[] {
  if (question.kind !== 'multiple') return [value]
  const next = answer.includes(value) ? answer.filter((letter) => letter !== value) : [...answer, value]
  return next.sort()
}
