import { http, type Page } from '../app/http'
import type { Job } from '../app/useJob'
import type { UnitName } from '../app/units'
import type { Delivered } from '../questions/questions'

export type ExamState = 'draft' | 'frozen' | 'assembled' | 'published' | 'cancelled'
export type Release = 'at_once' | 'on_publication' | 'after_last_window' | 'never'

/** What an officer decides; points are hundredths. */
export interface ExamRules {
  title: string
  rules_text: string
  duration_minutes: number
  pass_points: number
  excellent_points: number
  attempts_allowed: number
  counting: 'best' | 'last' | 'first'
  multiple_choice_rule: 'exact' | 'partial'
  bank_openness: 'open' | 'secret'
  score_release: Release
  review_release: Release
  late_entry_minutes: number | null
  shuffle_options: boolean
  form_count: number
  leading_scores_to_district_only: boolean
}

export interface Exam extends ExamRules {
  id: number
  state: ExamState
  unit: UnitName
  full_points: number
  published_at: string | null
  roster_frozen_at: string | null
  forms_assembled_at: string | null
  results_published_at: string | null
  counts: { entries: number; exempt: number; forms: number }
  problems: { code: string; detail: string }[]
  permissions: Record<string, boolean>
}

export interface BlueprintRow {
  id?: number
  paper: 'all' | 'leading' | 'others'
  kind: string
  topic: number | null
  difficulty: string
  count: number
  points: number
  available?: number
}

export interface ExamPreset {
  code: string
  name: string
  exam: Partial<ExamRules>
  blueprint: BlueprintRow[]
}

export interface ExamWindow {
  id?: number
  kind: 'main' | 'make_up' | 'mock'
  opens_at: string
  closes_at: string
}

export interface AudienceRule {
  unit: number
  category: string
  include_subtree: boolean
  persons?: number
}

export type ExemptionKind = 'exempt' | 'reduced' | 'leave'

export interface Entry {
  id: number
  person: { id: number; name: string; id_tail: string }
  unit: UnitName
  office: string
  category: string
  rank: string
  is_leading: boolean
  status: string
  exemption: { kind: ExemptionKind; reason: string; document: string } | null
  score: number | null
  verdict: string
  attempts: number
}

export interface FormJob extends Job {
  error: { code: string; detail: string } | null
}

export interface Form {
  id: number
  number: number
  paper: string
  question_count: number
  full_points: number
}

export interface FormContent {
  form: string
  questions: (Delivered & { position: number; section: string; points: number })[]
}

export interface Monitor {
  roster: number
  exempt: number
  not_started: number
  open: number
  submitted: number
  graded: number
  voided: number
  absent: number
  online: number
  late_changes: number
  server_time: string
}

export type EntryFilter = 'unit' | 'category' | 'status' | 'search'

export const listPresets = () => http.get<ExamPreset[]>('exam-presets/')
export const listExams = (query: { cursor: string }) => http.get<Page<Exam>>('exams/', query)
export const createExam = (body: { title: string; preset?: string; unit?: number }) => http.post<Exam>('exams/', body)

/** Everything one can ask of, or do to, one examination. */
export function examDoors(id: string) {
  const at = (path: string) => `exams/${id}/${path}`
  return {
    read: () => http.get<Exam>(at('')),
    change: (rules: Partial<ExamRules>) => http.patch<Exam>(at(''), rules),
    windows: () => http.get<ExamWindow[]>(at('windows/')),
    setWindows: (windows: ExamWindow[]) => http.put<ExamWindow[]>(at('windows/'), windows),
    blueprint: () => http.get<BlueprintRow[]>(at('blueprint/')),
    setBlueprint: (rows: BlueprintRow[]) => http.put<BlueprintRow[]>(at('blueprint/'), rows),
    audience: () => http.get<AudienceRule[]>(at('audience/')),
    setAudience: (rules: AudienceRule[]) => http.put<AudienceRule[]>(at('audience/'), rules),
    freeze: () => http.post(at('roster/')),
    entries: (query: Record<EntryFilter | 'cursor', string>) => http.get<Page<Entry>>(at('entries/'), query),
    exempt: (entry: number, body: { kind: ExemptionKind; reason: string; document: string }) =>
      http.post(at(`entries/${entry}/exemption/`), body),
    takeExemptionBack: (entry: number) => http.delete(at(`entries/${entry}/exemption/`)),
    assemble: (count: number) => http.post<FormJob>(at('forms/'), { count }),
    forms: () => http.get<Page<Form> & { job: FormJob | null }>(at('forms/')),
    previewForm: (form: number) => http.get<FormContent>(at(`forms/${form}/preview/`)),
    publish: () => http.post(at('publication/')),
    cancel: (reason: string) => http.delete(at('publication/'), { reason }),
    publishResults: () => http.post(at('results-publication/')),
    monitor: (unit: string) => http.get<Monitor>(at('monitor/'), { unit }),
  }
}

export type ExamDoors = ReturnType<typeof examDoors>

export const examIsEditable = (exam: Exam): boolean => !['published', 'cancelled'].includes(exam.state)
