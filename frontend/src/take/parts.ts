import { optionsOf, type Part, type Shown } from './paper'

/** A case's sub-questions, with their options as they were written. */
export const partsOf = <Q extends Part>(parts: Q[]): Shown<Q>[] =>
  parts.map((part, index) => ({ ...part, number: index + 1, shown: optionsOf(part, '') }))

const entry = (text: string): [number, string] => [parseInt(text), text.slice(text.indexOf(':') + 1)]

/** What of a case's answer (`["1:B", "2:text"]`) is the sub-question's own. */
export const answerOf = (answer: string[], number: number): string[] =>
  answer.map(entry).flatMap(([part, own]) => (part === number ? [own] : []))

/** The case's answer with the sub-question's own in place of what it was; nothing but blanks is no answer. */
export function withAnswerOf(answer: string[], number: number, own: string[]): string[] {
  const others = answer.filter((text) => entry(text)[0] !== number)
  const given = own.some((text) => text.trim()) ? own.map((text) => `${number}:${text}`) : []
  return [...others, ...given].sort((one, other) => entry(one)[0] - entry(other)[0])
}
