import { computed, shallowRef } from 'vue'

import { Client } from '@/api/client'
import { TAKE_API } from '@/api/root'
import type { Session } from '@/api/shapes'
import { ServerClock } from '@/core/clock'
import { clearDesk } from '@/core/desk'

export const client = new Client(TAKE_API)

/** The server's time for pages outside a sitting. */
export const siteClock = new ServerClock()

export const session = shallowRef<Session | null>(null)

const STAFF_ROLES = [
  'trainer',
  'reviewer',
  'officer',
  'unit_administrator',
  'district_administrator',
  'auditor',
]

export const supportPhone = computed(() => session.value?.site.support_phone ?? '')
export const isStaff = computed(
  () => session.value?.person?.roles.some((grant) => STAFF_ROLES.includes(grant.role)) ?? false,
)

function take(answered: { data: Session; rtt: number }): void {
  client.csrfToken = answered.data.csrf_token
  siteClock.anchor(answered.data.server_time, answered.rtt)
  session.value = answered.data
}

export async function loadSession(): Promise<void> {
  take(await client.get<Session>('session/'))
}

/** After an expired session the token in hand is stale; the page stays as it is. */
export async function renewToken(): Promise<void> {
  client.csrfToken = (await client.get<Session>('session/')).data.csrf_token
}

export async function signIn(login: string, password: string): Promise<void> {
  take(await client.post<Session>('session/', { login, password }))
}

export async function activate(login: string, code: string, password: string): Promise<void> {
  take(await client.post<Session>('session/activation/', { login, code, password }))
}

/** Whether this browser still holds answers that the server has not. */
export async function holdsUnsent(): Promise<boolean> {
  const { attemptsHeld } = await import('@/core/outbox')
  return (await attemptsHeld()).length > 0
}

/** The next person at this device sees nothing of this one. What is unsent has been asked about by the caller. */
export async function signOut(): Promise<void> {
  await client.delete('session/')
  const { clearAll } = await import('@/core/outbox')
  await clearAll()
  clearDesk()
  // A fresh document: no answer, name or timer of the last person is left in memory or in the page history's cache.
  history.replaceState(null, '', location.pathname + location.search)
  location.reload()
}
