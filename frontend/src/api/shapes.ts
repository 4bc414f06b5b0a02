/** What the candidate's pages exchange with the server; docs/api.md says what each field means. */

export interface Problem {
  status: number
  code: string
  detail: string
}

export interface UnitName {
  id: number
  name: string
}

export interface Person {
  id: number
  name: string
  unit: string
  roles: { role: string; unit: UnitName | null }[]
  candidate: boolean
}

export interface Session {
  authenticated: boolean
  csrf_token: string
  server_time: string
  demo: boolean
  site: { name: string; support_phone: string }
  person: Person | null
}

export type Verdict = '' | 'passed' | 'excellent' | 'failed'
export type MultipleChoiceRule = 'exact' | 'partial'

export interface MyExam {
  id: number
  title: string
  rules_text: string
  duration_minutes: number
  question_count: number
  full_points: number
  pass_points: number
  excellent_points: number | null
  windows: { id: number; kind: 'main' | 'make_up' | 'mock'; opens_at: string; closes_at: string }[]
  state: 'upcoming' | 'open' | 'in_progress' | 'finished'
  attempts_allowed: number
  attempts_used: number
  attempts_left: number
  next_number: number | null
  open_attempt: { attempt: number; number: number; deadline: string } | null
  multiple_choice_rule: MultipleChoiceRule
  counting: 'best' | 'last' | 'first'
  eligibility: { eligible: boolean; code: string; detail: string }
  verdict: Verdict
  score: number | null
  release: { score: string; score_at: string | null; review_at: string | null }
  attempts: { attempt: number; number: number; state: string; closed_at: string | null }[]
}

export type Kind = 'single' | 'multiple' | 'true_false' | 'fill_in'

export interface Question {
  position: number
  kind: Kind
  section: string
  points: number
  stem: string
  options: { letter: string; text: string }[]
  blanks: number
}

export interface Paper {
  form: string
  questions: Question[]
}

export interface Response {
  position: number
  answer: string[]
  flagged: boolean
  seq: number
}

/** The answer to a start or a resume. `token`, `content_url` and `order` are null once the attempt is closed. */
export interface StartedAttempt {
  attempt: number
  number: number
  state: 'open' | 'submitted' | 'graded' | 'voided'
  exam: {
    id: number
    title: string
    rules_text: string
    multiple_choice_rule: MultipleChoiceRule
    full_points: number
    duration_minutes: number
  }
  candidate: { name: string; unit: string }
  token: string | null
  lease: number
  server_time: string
  started_at: string
  deadline: string
  grace_seconds: number
  content_url: string | null
  order: [number, string][] | null
  responses: Response[]
  seq: number
  receipt: string | null
}

export interface Share {
  kind?: string
  label?: string
  topic?: string
  count: number
  right: number
  points: number
  full_points: number
}

export interface ReviewedQuestion {
  position: number
  kind: Kind
  points: number
  mark: number
  stem: string
  options: { letter: string; text: string }[]
  answer: string[]
  key: string[]
  explanation: string
  citations: { text: string; law: string; article: string }[]
  right: boolean
}

export interface Result {
  attempt: number
  number: number
  exam: { id: number; title: string }
  state: string
  started_at: string
  closed_at: string | null
  closed_by: '' | 'candidate' | 'clock' | 'officer'
  seconds_used: number | null
  receipt: string | null
  score_released: boolean
  score_at: string | null
  review_released: boolean
  review_at: string | null
  score: number | null
  full_points: number
  pass_points: number
  verdict: Verdict
  attempts_left: number
  next_number: number | null
  by_kind: Share[]
  by_topic: Share[]
  /** As this candidate saw it. */
  order: [number, string][] | null
  review: ReviewedQuestion[] | null
}
