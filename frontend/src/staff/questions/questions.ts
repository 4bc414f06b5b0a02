import { api, asQuery, bodyOf, saveBlob, type Bodies, type Schemas } from '../app/api'
import { ApiProblem } from '../app/problems'

export type Question = Schemas['Question']
export type Revision = Schemas['Revision']
export type Option = Schemas['Option']
export type Topic = Schemas['Topic']
/** A question as a candidate is given it. */
export type Delivered = Schemas['Delivered']
export type BulkOutcome = Schemas['Outcome']
/** What a trainer writes: a revision's fields flat, each filled. */
export type Draft = Required<Bodies['DraftRequest']>

export type Similar = Schemas['Similar']
/** What is to be said of an exported file. */
export type ExportNotes = Schemas['ExportNotes']
export type ExportFormat = Bodies['QuestionExportRequestRequest']['format']

export type Decision = 'approve' | 'return'
export const QUESTION_FILTERS = ['kind', 'topic', 'difficulty', 'state', 'search', 'mine', 'stale', 'law', 'article', 'branch'] as const
export type QuestionFilter = (typeof QUESTION_FILTERS)[number]

const QUESTIONS = '/api/v1/questions/'
const QUESTION = '/api/v1/questions/{id}/'
const at = (id: string) => ({ params: { path: { id } } })

export const listQuestions = (query: Partial<Record<QuestionFilter | 'cursor' | 'page_size', string>>) =>
  bodyOf(api.GET(QUESTIONS, { params: { query: asQuery(query) } }))
export const readQuestion = (id: string) => bodyOf(api.GET(QUESTION, at(id)))
export const listRevisions = (id: string) => bodyOf(api.GET(`${QUESTION}revisions/`, at(id)))
export const previewQuestion = (id: string) => bodyOf(api.GET(`${QUESTION}preview/`, at(id)))
export const createQuestion = (draft: Draft) => bodyOf(api.POST(QUESTIONS, { body: draft }))
export const reviseQuestion = (id: string, draft: Draft) =>
  bodyOf(api.POST(`${QUESTION}revisions/`, { ...at(id), body: draft }))
export const submitQuestion = (id: string) => bodyOf(api.POST(`${QUESTION}submission/`, at(id)))
export const suspendQuestion = (id: string, reason: string) =>
  bodyOf(api.POST(`${QUESTION}suspension/`, { ...at(id), body: { reason } }))
export const resumeQuestion = (id: string) => bodyOf(api.DELETE(`${QUESTION}suspension/`, at(id)))
export const reviewQuestion = (id: string, decision: Decision, comment: string) =>
  bodyOf(api.POST(`${QUESTION}review/`, { ...at(id), body: { decision, comment } }))
export const submitQuestions = (questions: number[]) =>
  bodyOf(api.POST('/api/v1/question-submissions/', { body: { questions } }))
export const reviewQuestions = (questions: number[], decision: Decision, comment: string) =>
  bodyOf(api.POST('/api/v1/question-reviews/', { body: { questions, decision, comment } }))
export const listSimilar = (stem: string, question: string) =>
  bodyOf(api.POST('/api/v1/similar-questions/', { body: { stem, ...(question && { question: Number(question) }) } }))
export const lookUpCitation = (text: string) => bodyOf(api.GET('/api/v1/citation-lookup/', { params: { query: { text } } }))
/** What an export is asked for: the filters as the list shows them. */
function exportOrder(format: ExportFormat, shown: Partial<Record<QuestionFilter, string>>): Bodies['QuestionExportRequestRequest'] {
  const { topic, law, article, branch, mine, stale, ...texts } = Object.fromEntries(Object.entries(shown).filter(([, value]) => value))
  const numbers = Object.entries({ topic, law, article, branch }).flatMap(([name, value]) => (value ? [[name, Number(value)]] : []))
  return { format, filters: { ...texts, ...Object.fromEntries(numbers), mine: mine === 'true', ...(stale && { stale: stale === 'true' }) } }
}
/** Saves the file; answers what it does and does not hold, or the number of the export that makes it in the background. */
export async function exportQuestions(format: ExportFormat, shown: Partial<Record<QuestionFilter, string>>): Promise<ExportNotes | number> {
  const body = exportOrder(format, shown)
  try {
    const { response } = await api.POST('/api/v1/question-exports/', { body, parseAs: 'stream' })
    const parts = await response.formData()
    const file = parts.get('file') as File
    saveBlob(file, file.name)
    return JSON.parse(String(parts.get('notes'))) as ExportNotes
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'export_in_background')) throw error
    return (await bodyOf(api.POST('/api/v1/exports/questions/', { body }))).id
  }
}
export const listTopics = () => bodyOf(api.GET('/api/v1/topics/', { params: { query: { page_size: 200 } } }))
