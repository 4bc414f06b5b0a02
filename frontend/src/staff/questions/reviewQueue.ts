import { listQuestions, type Question } from './questions'

const WHOLE_PAGE = '200'

/** What waits for this reviewer after the one at hand, newest first as the queue lists them; after the last comes the first. */
export async function nextInReview(id: number): Promise<Question | undefined> {
  const { results } = await listQuestions({ state: 'in_review', page_size: WHOLE_PAGE })
  const others = results.filter((question) => question.permissions.review && question.id !== id)
  return others.find((question) => question.id < id) ?? others[0]
}
