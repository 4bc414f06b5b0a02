import type { Paper, Question } from '@/api/shapes'

export interface ShownOption {
  /** What the answer names: the form's own letter. */
  value: string
  /** What the screen shows; empty for true and false. */
  letter: string
  text: string
}

export interface ShownQuestion extends Question {
  /** From 1, in the order this candidate sees. */
  number: number
  shown: ShownOption[]
}

const LETTERS = 'ABCDEFGHIJKL'
const TRUE_FALSE = [
  { letter: 'T', text: '正确' },
  { letter: 'F', text: '错误' },
]

function optionsOf(question: Question, order: string): ShownOption[] {
  if (question.kind === 'true_false') {
    const options = question.options.length > 0 ? question.options : TRUE_FALSE
    return options.map(({ letter, text }) => ({ value: letter, letter: '', text }))
  }
  const byLetter = new Map(question.options.map((option) => [option.letter, option]))
  const ordered = [...order].flatMap((letter) => byLetter.get(letter) ?? [])
  const shown = ordered.length === question.options.length ? ordered : question.options
  return shown.map((option, index) => ({ value: option.letter, letter: LETTERS[index] ?? '', text: option.text }))
}

/** The form's questions as this candidate is to see them: `order` is the attempt's `[[position, "BDAC"], …]`. */
export function arranged(paper: Paper, order: [number, string][]): ShownQuestion[] {
  const byPosition = new Map(paper.questions.map((question) => [question.position, question]))
  return order.flatMap(([position, letters], index) => {
    const question = byPosition.get(position)
    return question ? [{ ...question, number: index + 1, shown: optionsOf(question, letters) }] : []
  })
}

/** Choosing `value`: alone for one right answer, on and off for several, letters in the form's order. */
export function chosen(question: Question, answer: string[], value: string): string[] {
  if (question.kind !== 'multiple') return [value]
  const next = answer.includes(value) ? answer.filter((letter) => letter !== value) : [...answer, value]
  return next.sort()
}
