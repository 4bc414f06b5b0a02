import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { ServerClock } from './clock'
import { Outbox, type OutboxRow } from './outbox'
import { batch, Sync, type SyncNews } from './sync'
import { FakeServer, pass, row } from './testing'

let attempt = 1000
let server: FakeServer
let outbox: Outbox
let news: SyncNews[]
let sync: Sync

const wait = (ms: number) => pass((step) => vi.advanceTimersByTimeAsync(step), ms)

async function typed(seq: number, position: number, answer: string[]): Promise<void> {
  await outbox.add(row(outbox, seq, position, answer))
  sync.noticed()
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] })
  server = new FakeServer()
  outbox = await Outbox.open((attempt += 1))
  news = []
  sync = new Sync(outbox, server, new ServerClock(), (item) => news.push(item), () => 1)
  sync.start()
  await wait(100)
})

afterEach(() => {
  sync.stop()
  vi.useRealTimers()
})

it('asks for the time at once', () => {
  expect(server.bodies).toHaveLength(1)
  expect(sync.reach).toBe('online')
})

it('sends what is typed within half a second, together', async () => {
  await typed(1, 1, ['A'])
  await typed(2, 2, ['B'])
  await wait(500)
  expect(server.bodies).toHaveLength(2)
  expect(server.answers()).toEqual({ 1: 'A', 2: 'B' })
  expect(outbox.pending()).toEqual([])
})

it('is not put off by somebody who never stops tapping', async () => {
  for (let seq = 1; seq <= 10; seq++) {
    await typed(seq, seq, ['A'])
    await wait(200)
  }
  expect(server.log.size).toBeGreaterThan(5)
})

it('keeps what was not acknowledged by its number', async () => {
  const save = server.save.bind(server)
  server.save = async (body) => {
    const reply = await save(body)
    return reply.kind === 'acked' ? { ...reply, acked: reply.acked.filter((seq) => seq !== 2) } : reply
  }
  await typed(1, 1, ['A'])
  await typed(2, 2, ['B'])
  await wait(500)
  expect(outbox.pending().map((held) => held.seq)).toEqual([2])
})

it('beats every half minute, with a jitter', async () => {
  await wait(30_000)
  expect(server.bodies).toHaveLength(2)
})

it('backs off while the server is away, and drains in order when it is back', async () => {
  server.reachable = false
  const save = vi.spyOn(server, 'save')
  await typed(1, 1, ['A'])
  await typed(2, 1, ['B'])
  await wait(20_000)
  expect(sync.reach).toBe('offline')
  expect(save.mock.calls.length).toBeLessThan(8)
  server.reachable = true
  dispatchEvent(new Event('online'))
  await wait(200)
  expect(server.answers()).toEqual({ 1: 'B' })
  expect(sync.reach).toBe('online')
})

it('waits as long as the server asks for', async () => {
  const save = vi.spyOn(server, 'save').mockResolvedValue({ kind: 'unreachable', retryAfter: 20 })
  await typed(1, 1, ['A'])
  await wait(500)
  const calls = save.mock.calls.length
  await wait(19_000)
  expect(save.mock.calls.length).toBe(calls)
})

it('sends with keepalive when the page is hidden', async () => {
  const save = vi.spyOn(server, 'save')
  await outbox.add(row(outbox, 1, 1, ['A']))
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ changes: [expect.objectContaining({ seq: 1 })] }), true)
})

it('shows a refusal and does not send it again', async () => {
  server.refuse = { 7: 'bad_option' }
  await typed(1, 7, ['Z'])
  await wait(500)
  expect(news.flatMap((item) => item.refused ?? [])).toEqual([{ seq: 1, position: 7, code: 'bad_option' }])
  expect(outbox.pending()).toEqual([])
})

it('stops when the lease is lost, and keeps what it holds', async () => {
  server.lease = 2
  await typed(1, 1, ['A'])
  await wait(60_000)
  expect(sync.reach).toBe('lease_lost')
  expect(server.bodies).toHaveLength(2)
  expect(outbox.pending()).toHaveLength(1)
})

it('tells what came after the end and was kept', async () => {
  server.closed = true
  await typed(1, 3, ['A'])
  await wait(500)
  expect(sync.reach).toBe('closed')
  expect(news.flatMap((item) => item.late ?? [])).toEqual([3])
  expect(outbox.pending()).toEqual([])
})

it('sends less at a time when a proxy finds it too much', async () => {
  const save = server.save.bind(server)
  server.save = (body) => (body.changes.length > 2 ? Promise.resolve({ kind: 'too_large' }) : save(body))
  for (let seq = 1; seq <= 6; seq++) await typed(seq, seq, ['A'])
  await wait(20_000)
  expect(server.log.size).toBe(6)
})

it('gives up only the one answer that is too large for any request', async () => {
  const save = server.save.bind(server)
  server.save = (body) =>
    body.changes.some((change) => change.position === 2) ? Promise.resolve({ kind: 'too_large' }) : save(body)
  await typed(1, 1, ['A'])
  await typed(2, 2, ['长'])
  await wait(20_000)
  expect(server.answers()).toEqual({ 1: 'A' })
  expect(news.flatMap((item) => item.refused ?? [])).toEqual([{ seq: 2, position: 2, code: 'too_large' }])
})

it('fits a request into what a proxy and keepalive allow', () => {
  const long = (seq: number): OutboxRow => row(outbox, seq, seq, ['长'.repeat(8_000)])
  expect(batch([long(1), long(2), long(3)])).toHaveLength(2)
  expect(batch(Array.from({ length: 150 }, (_, seq) => row(outbox, seq, seq, ['A'])))).toHaveLength(100)
  expect(batch([row(outbox, 1, 1, ['长'.repeat(60_000)])])).toHaveLength(1)
})
