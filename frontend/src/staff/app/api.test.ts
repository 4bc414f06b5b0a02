import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { api, bodyOf } from './api'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
const busy = (): Response => answer(503, { code: 'busy' }, { 'Retry-After': '2' })
const read = () => bodyOf(api.GET('/api/v1/laws/'))
const write = () => bodyOf(api.POST('/api/v1/questions/{id}/submission/', { params: { path: { id: '1' } } }))

function answering(...answers: (() => Response)[]) {
  const fetch = vi.fn(() => Promise.resolve((answers.length > 1 ? answers.shift()! : answers[0]!)()))
  vi.stubGlobal('fetch', fetch)
  return fetch
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('reads again when it was turned away, not before the time that was named has nearly passed', async () => {
  const fetch = answering(busy, busy, () => answer(200, { results: [1], next: null }))
  const asked = read()
  await vi.advanceTimersByTimeAsync(1_300)
  expect(fetch).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await asked).toEqual({ results: [1], next: null })
  expect(fetch).toHaveBeenCalledTimes(3)
})

it('gives up after a few times', async () => {
  const fetch = answering(busy)
  const asked = expect(read()).rejects.toMatchObject({ status: 503, code: 'busy' })
  await vi.advanceTimersByTimeAsync(30_000)
  await asked
  expect(fetch).toHaveBeenCalledTimes(4)
})

it('repeats no act, and no reading that failed otherwise', async () => {
  const fetch = answering(busy)
  await expect(write()).rejects.toMatchObject({ code: 'busy' })
  expect(fetch).toHaveBeenCalledTimes(1)
  const failing = answering(() => answer(503, { code: 'unavailable' }, { 'Retry-After': '2' }))
  await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
  expect(failing).toHaveBeenCalledTimes(1)
})
