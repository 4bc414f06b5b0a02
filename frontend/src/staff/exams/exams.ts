import { t } from '@/messages/staff/exams'

import { api, asQuery, bodyOf, type Bodies, type Schemas } from '../app/api'
import { formatTime } from '../app/dates'

export type Exam = Schemas['ExamDetail']
export type ExamRow = Schemas['Exam']
export type ExamPreset = Schemas['Preset']
export type ExamChanges = Bodies['PatchedExamChangesRequest']
export type ExamWindow = Bodies['WindowDraftRequest']
export type WarnedWindow = Schemas['WarnedWindow']
export type BlueprintRow = Schemas['RowDraftRequest']
export type AudienceRule = Schemas['RuleDraftRequest']
export type Entry = Schemas['Entry']
export type Exemption = Bodies['ExcuseRequest']
export type Form = Schemas['Form']
export type Monitor = Schemas['Monitor']
export type LateAttempt = Schemas['LateAttempt']
/** Who gets extra time: one line of the roster, a unit with those below it, or everybody. */
export type Extended = { entry: number } | { unit: number } | { all: true }

export type EntryFilter = 'unit' | 'category' | 'status' | 'search'

const EXAMS = '/api/v1/exams/'
const EXAM = '/api/v1/exams/{exam_id}/'
const ENTRY = `${EXAM}entries/{entry_id}/` as const
const ATTEMPT = '/api/v1/attempts/{attempt}/'

export const listPresets = () => bodyOf(api.GET('/api/v1/exam-presets/'))
export const listExams = (query: { cursor: string; state?: 'published' }) =>
  bodyOf(api.GET(EXAMS, { params: { query } }))
export const createExam = (body: Bodies['ExamDraftRequest']) => bodyOf(api.POST(EXAMS, { body }))

/** From the first opening to the last closing, and how many windows lie in between. */
export function windowsText({ windows }: ExamRow): string {
  const opens = windows.map(({ opens_at }) => opens_at).sort()[0]
  const closes = windows.map(({ closes_at }) => closes_at).sort().pop()
  if (!opens || !closes) return t('noWindow')
  const days = t('fromTo', { from: formatTime(opens), to: formatTime(closes) })
  return windows.length > 1 ? days + t('windowCount', { count: windows.length }) : days
}

/** A DELETE that says why: OpenAPI describes no bodies there. */
const withBody = (body: object): never => body as never

const onAttempt = (attempt: number, reason: string) => ({ params: { path: { attempt } }, body: { reason } })
export const collectAttempt = (attempt: number, reason: string) =>
  bodyOf(api.POST(`${ATTEMPT}collection/`, onAttempt(attempt, reason)))
export const voidAttempt = (attempt: number, reason: string) =>
  bodyOf(api.POST(`${ATTEMPT}voiding/`, onAttempt(attempt, reason)))
export const admitLateAnswers = (attempt: number, reason: string) =>
  bodyOf(api.POST(`${ATTEMPT}late-answers/`, onAttempt(attempt, reason)))

/** Everything one can ask of, or do to, one examination. */
export function examDoors(id: string) {
  const path = { exam_id: Number(id) }
  const params = { path }
  const running = { path: { exam: Number(id) } }
  const entryParams = (entry: number) => ({ path: { ...path, entry_id: entry } })
  return {
    read: () => bodyOf(api.GET(EXAM, { params })),
    change: (body: ExamChanges) => bodyOf(api.PATCH(EXAM, { params, body })),
    windows: () => bodyOf(api.GET(`${EXAM}windows/`, { params })),
    setWindows: (body: ExamWindow[]) => bodyOf(api.PUT(`${EXAM}windows/`, { params, body })),
    moveWindow: (window: number, body: Bodies['PatchedWindowChangeRequest']) =>
      bodyOf(api.PATCH(`${EXAM}windows/{window_id}/`, { params: { path: { ...path, window_id: window } }, body })),
    addWindow: (body: Bodies['WindowAdditionRequest']) => bodyOf(api.POST(`${EXAM}windows/`, { params, body })),
    blueprint: () => bodyOf(api.GET(`${EXAM}blueprint/`, { params })),
    pool: (row: Pick<BlueprintRow, 'kind' | 'topic' | 'difficulty' | 'set_version'>) =>
      bodyOf(api.GET(`${EXAM}pool/`, { params: { path, query: asQuery(row) } })),
    setBlueprint: (body: BlueprintRow[]) => bodyOf(api.PUT(`${EXAM}blueprint/`, { params, body })),
    audience: () => bodyOf(api.GET(`${EXAM}audience/`, { params })),
    setAudience: (body: AudienceRule[]) => bodyOf(api.PUT(`${EXAM}audience/`, { params, body })),
    freeze: () => bodyOf(api.POST(`${EXAM}roster/`, { params })),
    entries: (query: Record<EntryFilter | 'cursor', string>) =>
      bodyOf(api.GET(`${EXAM}entries/`, { params: { path, query: asQuery(query) } })),
    exempt: (entry: number, body: Exemption) =>
      bodyOf(api.POST(`${ENTRY}exemption/`, { params: entryParams(entry), body })),
    takeExemptionBack: (entry: number) => bodyOf(api.DELETE(`${ENTRY}exemption/`, { params: entryParams(entry) })),
    cancelResult: (entry: number, reason: string) =>
      bodyOf(api.POST(`${ENTRY}result-cancellation/`, { params: entryParams(entry), body: { reason } })),
    restoreResult: (entry: number, reason: string) =>
      bodyOf(api.DELETE(`${ENTRY}result-cancellation/`, { params: entryParams(entry), body: withBody({ reason }) })),
    assemble: (count: number) => bodyOf(api.POST(`${EXAM}forms/`, { params, body: { count } })),
    forms: () => bodyOf(api.GET(`${EXAM}forms/`, { params })),
    previewForm: (form: number) =>
      bodyOf(api.POST(`${EXAM}forms/{form_id}/preview/`, { params: { path: { ...path, form_id: form } } })),
    publish: () => bodyOf(api.POST(`${EXAM}publication/`, { params })),
    cancel: (reason: string) => bodyOf(api.DELETE(`${EXAM}publication/`, { params, body: withBody({ reason }) })),
    publishResults: () => bodyOf(api.POST(`${EXAM}results-publication/`, { params })),
    extend: (whom: Extended, minutes: number, reason: string) =>
      bodyOf(api.POST('/api/v1/exams/{exam}/extensions/', { params: running, body: { ...whom, minutes, reason } })),
    monitor: (unit: string) =>
      bodyOf(api.GET('/api/v1/exams/{exam}/monitor/', { params: { ...running, query: asQuery({ unit }) } })),
    lateAnswers: (query: { unit: string; cursor: string }) =>
      bodyOf(api.GET('/api/v1/exams/{exam}/late-answers/', { params: { ...running, query: asQuery(query) } })),
  }
}

export type ExamDoors = ReturnType<typeof examDoors>
