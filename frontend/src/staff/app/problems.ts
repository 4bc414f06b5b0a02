import { problemTexts, unknownProblem } from '@/messages/staff/problems'

interface FieldError {
  pointer: string
  code: string
  detail: string
}

interface ProblemDocument {
  code?: string
  detail?: string
  errors?: FieldError[]
}

/** A refusal of the server (RFC 9457), or status 0 when no answer came. */
export class ApiProblem extends Error {
  readonly code: string
  readonly detail: string
  readonly errors: FieldError[]

  constructor(
    readonly status: number,
    document: ProblemDocument,
  ) {
    super(document.detail ?? document.code ?? String(status))
    this.code = document.code ?? (status >= 500 ? 'server_error' : '')
    this.detail = document.detail ?? ''
    this.errors = document.errors ?? []
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const document: unknown = await response.json().catch(() => null)
  return new ApiProblem(response.status, typeof document === 'object' && document !== null ? document : {})
}

/** The one place that turns a problem into Chinese. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return unknownProblem
  return problemTexts[error.code] ?? (error.detail || (problemTexts[error.errors[0]?.code ?? ''] ?? unknownProblem))
}

/** Messages by field, keyed by JSON pointer without its leading slash: `windows/0/closes_at`. */
export function fieldMessages(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {}
  const messages: Record<string, string> = {}
  for (const { pointer, code, detail } of error.errors) {
    const field = pointer.replace(/^\//, '')
    messages[field] ??= detail || (problemTexts[code] ?? unknownProblem)
  }
  return messages
}
