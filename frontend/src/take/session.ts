import { computed, shallowRef } from 'vue'

import { type Answered, Client } from '@/api/client'
import { TAKE_API } from '@/api/root'
import type { Session } from '@/api/shapes'
import { ServerClock } from '@/core/clock'

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

export function adopt(answered: Answered<Session>): void {
  client.csrfToken = answered.data.csrf_token
  siteClock.anchor(answered.data.server_time, answered.rtt)
  session.value = answered.data
}

export async function loadSession(): Promise<void> {
  adopt(await client.get<Session>('session/'))
}
