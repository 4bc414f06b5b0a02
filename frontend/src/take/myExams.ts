import { ApiError } from '@/api/client'
import type { MyExam } from '@/api/shapes'

import { client } from './session'

/** One of the candidate's examinations, through the list: a candidate has few. */
export async function findExam(id: number): Promise<MyExam> {
  let path: string | null = 'my/exams/?page_size=200'
  while (path) {
    const page: { results: MyExam[]; next: string | null } = (
      await client.get<{ results: MyExam[]; next: string | null }>(path)
    ).data
    const found = page.results.find((exam) => exam.id === id)
    if (found) return found
    path = page.next ? `my/exams/${new URL(page.next, location.href).search}` : null
  }
  throw new ApiError({ status: 404, code: 'not_found' })
}

/** The attempt whose result the candidate means: the last one closed. */
export function lastClosed(exam: MyExam): MyExam['attempts'][number] | undefined {
  return exam.attempts.filter((attempt) => attempt.state === 'submitted' || attempt.state === 'graded').pop()
}
