import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Client } from './client'

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

const busy = (): Response => answer(503, { status: 503, code: 'busy', detail: '请稍候' }, { 'Retry-After': '2' })

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('comes again by itself when it was turned away', async () => {
  const fetch = vi.fn().mockResolvedValueOnce(busy()).mockResolvedValueOnce(busy()).mockResolvedValueOnce(answer(200, { ok: 1 }))
  vi.stubGlobal('fetch', fetch)
  const asked = new Client('/api/v1/').post('session/', {})
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await asked).data).toEqual({ ok: 1 })
  expect(fetch).toHaveBeenCalledTimes(3)
})

it('gives up after a dozen times and says what the server said', async () => {
  const fetch = vi.fn().mockImplementation(() => Promise.resolve(busy()))
  vi.stubGlobal('fetch', fetch)
  const asked = expect(new Client('/api/v1/').get('my/exams/')).rejects.toMatchObject({ code: 'busy', message: '请稍候' })
  await vi.advanceTimersByTimeAsync(60_000)
  await asked
  expect(fetch).toHaveBeenCalledTimes(12)
})

it('does not repeat what may have been done', async () => {
  const fetch = vi.fn().mockImplementation(() => Promise.resolve(answer(503, { status: 503, code: 'unavailable' })))
  vi.stubGlobal('fetch', fetch)
  await expect(new Client('/api/v1/').post('exams/1/attempts/', {})).rejects.toMatchObject({ code: 'unavailable' })
  expect(fetch).toHaveBeenCalledTimes(1)
})

it('fetches a token where it has none, or a stale one, and comes again with it', async () => {
  const refused = answer(403, { status: 403, code: 'csrf_failed' })
  const fetch = vi
    .fn()
    .mockResolvedValueOnce(refused)
    .mockResolvedValueOnce(answer(200, { csrf_token: 'fresh' }))
    .mockResolvedValueOnce(answer(201, { attempt: 1 }))
  vi.stubGlobal('fetch', fetch)
  expect((await new Client('/api/v1/').post('exams/1/attempts/', {})).data).toEqual({ attempt: 1 })
  const sent = fetch.mock.calls.map(([url, init]) => [url, (init as RequestInit).method, (init as RequestInit).headers])
  expect(sent[2]).toMatchObject(['/api/v1/exams/1/attempts/', 'POST', { 'X-CSRFToken': 'fresh' }])
})

it('asks for a token once and then says that it is refused', async () => {
  const refused = (): Response => answer(403, { status: 403, code: 'csrf_failed' })
  const fetch = vi.fn().mockImplementation((url: string) => Promise.resolve(url.endsWith('session/') ? answer(200, { csrf_token: '' }) : refused()))
  vi.stubGlobal('fetch', fetch)
  await expect(new Client('/api/v1/').post('exams/1/attempts/', {})).rejects.toMatchObject({ code: 'csrf_failed' })
  expect(fetch).toHaveBeenCalledTimes(3)
})
