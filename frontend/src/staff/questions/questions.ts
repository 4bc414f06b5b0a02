import { http, type Page } from '../app/http'

export interface Option {
  letter: string
  text: string
}

export interface Citation {
  text: string
  law: string
  article: number | null
}

export interface Revision {
  id: number
  number: number
  kind: string
  stem: string
  options: Option[]
  key: string[]
  explanation: string
  difficulty: string
  topic: { id: number; name: string } | null
  citations: Citation[]
  points: number | null
  audience: string
  source: string
}

export interface Question {
  id: number
  state: string
  revision: Revision
  author: { id: number; name: string }
  created_at: string
  updated_at: string
  permissions: { edit: boolean; submit: boolean; review: boolean }
}

/** What a trainer writes: a revision's fields flat. */
export interface Draft {
  kind: string
  stem: string
  options: Option[]
  key: string[]
  explanation: string
  difficulty: string
  topic: string
  citations: string[]
  points: number | null
  audience: string
  source: string
}

/** A question as a candidate is given it. */
export interface Delivered {
  kind: string
  stem: string
  options: Option[]
  blanks?: number
}

export interface BulkOutcome {
  done: number[]
  refused: { id: number; code: string; detail: string }[]
}

export type Decision = 'approve' | 'return'
export type QuestionFilter = 'kind' | 'topic' | 'difficulty' | 'state' | 'search' | 'mine'

export const listQuestions = (query: Record<QuestionFilter | 'cursor', string>) => http.get<Page<Question>>('questions/', query)
export const readQuestion = (id: string) => http.get<Question>(`questions/${id}/`)
export const listRevisions = (id: string) => http.get<Page<Revision>>(`questions/${id}/revisions/`)
export const previewQuestion = (id: string) => http.get<Delivered>(`questions/${id}/preview/`)
export const createQuestion = (draft: Draft) => http.post<Question>('questions/', draft)
export const reviseQuestion = (id: string, draft: Draft) => http.post<Question>(`questions/${id}/revisions/`, draft)
export const submitQuestion = (id: number) => http.post(`questions/${id}/submission/`)
export const suspendQuestion = (id: number, reason: string) => http.post(`questions/${id}/suspension/`, { reason })
export const reviewQuestion = (id: number, decision: Decision, comment: string) =>
  http.post(`questions/${id}/review/`, { decision, comment })
export const submitQuestions = (ids: number[]) => http.post<BulkOutcome>('question-submissions/', { questions: ids })
export const reviewQuestions = (ids: number[], decision: Decision, comment: string) =>
  http.post<BulkOutcome>('question-reviews/', { questions: ids, decision, comment })
export const listTopics = () => http.get<Page<{ id: number; name: string }>>('topics/', { page_size: 200 })
