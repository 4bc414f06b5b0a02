import { expect, it } from 'vitest'

import { HttpTransport } from './transport'

const BODY = { changes: [{ seq: 41, position: 7, answer: ['B'], flagged: false }], events: [] }
const JSON_TYPE = { 'Content-Type': 'application/json' }

function answering(body: string, status = 200, headers: Record<string, string> = JSON_TYPE) {
  return new HttpTransport('api/v1/attempts/5/', 'the-token', () => Promise.resolve(new Response(body, { status, headers })))
}

const problem = (code: string, more = {}) => JSON.stringify({ code, detail: '', ...more })

it('reads an acknowledgement', async () => {
  const server = answering('{"acked": [41], "refused": [], "server_time": "2026-11-23T04:00:00Z", "deadline": "x"}')
  expect(await server.save(BODY, false)).toMatchObject({ kind: 'acked', acked: [41], deadline: 'x' })
})

it.each([
  ["a captive portal's page", '<html><body>请登录无线网络</body></html>', 200],
  ['an empty body', '', 200],
  ['a truncated body', '{"acked": [41], "server_ti', 200],
  ['a 200 of something else', '{"ok": true}', 200],
  ['a list', '[41]', 200],
  ['no content', 'null', 200],
  ['a bad gateway', '<html>502 Bad Gateway</html>', 502],
  ['a gateway timeout', '<html>504</html>', 504],
  ["a proxy's 401 page", '<html>login</html>', 401],
  ["a proxy's own JSON 401", '{"error": "login"}', 401],
  ['a 503', problem('unavailable'), 503],
  ['a 400', problem('unreadable'), 400],
  ['a conflict of another kind', problem('number_not_next'), 409],
])('takes %s for no acknowledgement', async (_name, body, status) => {
  expect((await answering(body, status).save(BODY, false)).kind).toBe('unreachable')
})

it('takes no network for no acknowledgement', async () => {
  const server = new HttpTransport('api/', 'token', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await server.save(BODY, false)).toEqual({ kind: 'unreachable', retryAfter: 0 })
})

it('passes on how long the server wants to be left alone', async () => {
  const server = answering(problem('busy'), 503, { ...JSON_TYPE, 'Retry-After': '7' })
  expect(await server.save(BODY, false)).toEqual({ kind: 'unreachable', retryAfter: 7 })
})

it('tells the refusals of the server apart', async () => {
  expect(await answering(problem('lease_lost'), 409).save(BODY, false)).toEqual({ kind: 'lease_lost' })
  expect(await answering(problem('closed', { kept: [41] }), 409).save(BODY, false)).toMatchObject({ kind: 'closed', kept: [41] })
  expect(await answering(problem('bad_token'), 401).save(BODY, false)).toEqual({ kind: 'unauthorised' })
  expect(await answering('{"code": "too_large"}', 413).save(BODY, false)).toEqual({ kind: 'too_large' })
  expect(await answering('<html>413</html>', 413).save(BODY, false)).toEqual({ kind: 'too_large' })
})

it('needs a receipt to call it submitted', async () => {
  expect(await answering('{"state": "submitted", "receipt": "R1", "acked": [41]}', 202).submit(BODY)).toEqual({
    kind: 'submitted',
    receipt: 'R1',
    settled: [41],
  })
  expect((await answering('{"state": "submitted"}', 202).submit(BODY)).kind).toBe('unreachable')
  expect((await answering('<html></html>', 200).submit(BODY)).kind).toBe('unreachable')
})

it('carries the token and no cookie', async () => {
  let asked: RequestInit | undefined
  const server = new HttpTransport('api/v1/attempts/5/', 'the-token', (_url, init) => {
    asked = init
    return Promise.resolve(new Response('{}'))
  })
  await server.save(BODY, true)
  expect(asked).toMatchObject({ method: 'PUT', credentials: 'omit', keepalive: true, redirect: 'error' })
  expect(asked?.headers).toMatchObject({ Authorization: 'Attempt the-token' })
})
