import { computed, shallowRef } from 'vue'

import { api, bodyOf, gate, type Schemas } from './api'
import { ApiProblem } from './problems'

type Session = Schemas['Session']

const SESSION = '/api/v1/session/'

const session = shallowRef<Session | null>(null)
const expired = shallowRef(false)
let waiting: { done: () => void; giveUp: (problem: ApiProblem) => void }[] = []

function accept(answer: Session): void {
  session.value = answer
  gate.csrfToken = answer.csrf_token
}

export async function loadSession(): Promise<void> {
  accept(await bodyOf(api.GET(SESSION)))
}

/** Sign-in in place: requests that met a 401 are repeated afterwards. */
export async function signIn(login: string, password: string): Promise<void> {
  accept(await bodyOf(api.POST(SESSION, { body: { login, password } })))
  expired.value = false
  const released = waiting
  waiting = []
  released.forEach(({ done }) => done())
}

export async function signOut(): Promise<void> {
  await api.DELETE(SESSION)
  waiting.forEach(({ giveUp }) => giveUp(new ApiProblem(401, { code: 'not_authenticated' })))
  waiting = []
  await loadSession()
}

gate.refreshToken = loadSession
gate.signInAgain = () =>
  new Promise((done, giveUp) => {
    waiting.push({ done, giveUp })
    expired.value = true
    // The token of the dead session would be refused at the sign-in door.
    void bodyOf(api.GET(SESSION)).then((answer) => (gate.csrfToken = answer.csrf_token))
  })

export function useSession() {
  return { session, expired }
}

const PERMISSIONS = {
  seePeople: ['unit_administrator', 'district_administrator', 'officer', 'auditor'],
  managePeople: ['unit_administrator', 'district_administrator'],
  importUnits: ['district_administrator'],
  grantRoles: ['district_administrator'],
  seeBank: ['trainer', 'reviewer', 'officer', 'district_administrator', 'auditor'],
  seeMustKnow: ['trainer', 'reviewer', 'officer', 'unit_administrator', 'district_administrator', 'auditor'],
  writeQuestions: ['trainer', 'district_administrator'],
  seeKeys: ['trainer', 'reviewer', 'district_administrator'],
  reviewQuestions: ['reviewer', 'district_administrator'],
  seeExams: ['officer', 'district_administrator', 'auditor'],
  manageExams: ['officer', 'district_administrator'],
  seeResults: ['officer', 'unit_administrator', 'district_administrator', 'auditor'],
  takeExports: ['trainer', 'reviewer', 'officer', 'unit_administrator', 'district_administrator', 'auditor'],
  seeAudit: ['district_administrator', 'auditor'],
} as const

export type Permission = keyof typeof PERMISSIONS

/** Who is signed in and which doors to show her. The server decides again at each door. */
export function useCurrentUser() {
  const person = computed(() => session.value?.person ?? null)
  const roles = computed(() => new Set(person.value?.roles.map(({ role }) => role) ?? []))
  const can = (permission: Permission): boolean => PERMISSIONS[permission].some((role) => roles.value.has(role))
  const isStaff = computed(() => [...roles.value].some((role) => role !== 'candidate'))
  return { person, roles, can, isStaff }
}
