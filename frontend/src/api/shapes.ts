/** What the candidates' pages exchange with the server, by the names that the pages use; docs/api.md says what it means. */
import type { components } from './schema'

type Schemas = components['schemas']

/** `[[position, "BDAC"], …]`: pairs, which OpenAPI 3.0 has no words for. */
export type Order = [number, string][]
type Ordered<Shape> = Omit<Shape, 'order'> & { order: Order | null }

export type Session = Schemas['Session']
export type MyExam = Schemas['OwnExam']
export type StartedAttempt = Ordered<Schemas['Started']>
export type Response = Schemas['CountingResponse']
export type ShownPicture = Schemas['ShownPicture']
export type Paper = Schemas['FormContent']
export type Question = Schemas['FormQuestion']
export type Result = Ordered<Schemas['AttemptResult']>
export type ReviewedQuestion = NonNullable<Result['review']>[number]
/** What she said of a question of her review, and what became of it. */
export type Report = NonNullable<ReviewedQuestion['report']>
export type ReviewedCitation = ReviewedQuestion['citations'][number]
/** How many of a kind, or of a topic, were right. */
export type Share = Result['by_kind'][number] | Result['by_topic'][number]
export type Verdict = MyExam['verdict']
export type Kind = Question['kind']

export interface Problem {
  status: number
  code: string
  detail: string
}
