import type { Session } from '@/api/shapes'
import { clearDesk } from '@/core/desk'

import { adopt, client } from '../session'

export async function signIn(login: string, password: string): Promise<void> {
  adopt(await client.post<Session>('session/', { login, password }))
}

export async function activate(login: string, code: string, password: string): Promise<void> {
  adopt(await client.post<Session>('session/activation/', { login, code, password }))
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
