import { api, asQuery, bodyOf, type Schemas } from '../app/api'

export type StaleQuestion = Schemas['StaleQuestion']
export type StaleMark = Schemas['StaleMark']

export const listStaleQuestions = (query: { law: string; cursor: string }) =>
  bodyOf(api.GET('/api/v1/stale-questions/', { params: { query: asQuery({ ...query, page_size: 20 }) } }))

/** For the marks that were on the screen; one that came since stays open. */
export const confirmCitations = ({ id, marks }: StaleQuestion) =>
  bodyOf(
    api.POST('/api/v1/questions/{id}/citation-confirmation/', {
      params: { path: { id: String(id) } },
      body: { marks: marks.map((mark) => mark.id), comment: '' },
    }),
  )
