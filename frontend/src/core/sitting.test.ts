import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { clearDesk, keptDesk } from './desk'
import { attemptsHeld, Outbox } from './outbox'
import { Sitting, type SittingOptions, type Snapshot, type Terms } from './sitting'
import { FakeServer, pass, row, terms } from './testing'

const wait = (ms: number) => pass((step) => vi.advanceTimersByTimeAsync(step), ms)

let server: FakeServer
let seen: Snapshot[]
let sittings: Sitting[]

async function sit(over: Partial<Terms> = {}, more: Partial<SittingOptions> = {}): Promise<Sitting> {
  const opening = Sitting.open(terms(over), 0, {
    transport: () => server,
    changed: (snapshot) => seen.push(snapshot),
    random: () => 0.5,
    ...more,
  })
  await wait(100)
  const sitting = await opening
  sittings.push(sitting)
  return sitting
}

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] })
  server = new FakeServer()
  seen = []
  sittings = []
})

afterEach(() => {
  for (const sitting of sittings) sitting.stop()
  clearDesk()
  vi.useRealTimers()
})

it('continues the counter from the highest number the server has', async () => {
  const sitting = await sit({ seq: 40 })
  await sitting.answer(1, ['A'])
  await wait(500)
  expect([...server.log.keys()]).toEqual([41])
})

it('lays what was not sent over what the server has', async () => {
  const outbox = await Outbox.open(7001)
  await outbox.add(row(outbox, 5, 1, ['C']))
  const responses = [
    { position: 1, answer: ['A'], flagged: false, seq: 4 },
    { position: 2, answer: ['B'], flagged: true, seq: 3 },
  ]
  const sitting = await sit({ attempt: 7001, seq: 4, responses })
  expect(sitting.snapshot().answers.get(1)?.answer).toEqual(['C'])
  expect(sitting.snapshot().answers.get(2)).toEqual({ answer: ['B'], flagged: true })
  await wait(500)
  expect(server.answers()).toEqual({ 1: 'C' })
})

it('holds back what was typed here while another device wrote, until the candidate decides', async () => {
  const outbox = await Outbox.open(7002)
  await outbox.add(row(outbox, 5, 1, ['C'], 1))
  const responses = [{ position: 1, answer: ['A'], flagged: false, seq: 6 }]
  const sitting = await sit({ attempt: 7002, lease: 3, seq: 6, responses })
  await wait(1000)
  expect(server.log.size).toBe(0)
  expect(sitting.snapshot()).toMatchObject({ held: [1], unsent: [] })
  expect(sitting.snapshot().answers.get(1)?.answer).toEqual(['A'])
  await sitting.sendHeld()
  await wait(500)
  expect([...server.log.values()]).toMatchObject([{ seq: 7, answer: ['C'] }])
})

it('sends what was typed before signing out and in again: nobody else wrote', async () => {
  const outbox = await Outbox.open(7003)
  await outbox.add(row(outbox, 5, 1, ['C'], 1))
  await sit({ attempt: 7003, lease: 2, seq: 4 })
  await wait(500)
  expect(server.answers()).toEqual({ 1: 'C' })
})

it('shows extra time as soon as the server tells it', async () => {
  const sitting = await sit()
  server.deadline += 600_000
  await wait(30_000)
  expect(sitting.snapshot().extraMinutes).toBe(10)
})

it('locks at zero, gives in, and forgets everything', async () => {
  server.deadline = Date.now() + 5_000
  const sitting = await sit({ deadline: inSeconds(5) })
  await sitting.answer(1, ['A'])
  await wait(6_000)
  await sitting.answer(1, ['B'])
  await wait(8_000)
  expect(seen.map((snapshot) => snapshot.phase)).toContain('expired')
  expect(sitting.snapshot()).toMatchObject({ phase: 'submitted', receipt: 'R-1', byClock: true })
  expect(server.answers()).toEqual({ 1: 'A' })
  expect(keptDesk()).toBeNull()
  expect(await attemptsHeld()).not.toContain(sitting.attempt)
})

it('does not give in for a clock set forward', async () => {
  const sitting = await sit()
  server.deadline = Date.now() + 3_600_000
  const real = Date.now()
  const serverNow = vi.spyOn(server, 'save').mockImplementation(() =>
    Promise.resolve({
      kind: 'acked',
      acked: [],
      refused: [],
      serverTime: new Date(real + 1_000).toISOString(),
      deadline: new Date(real + 3_600_000).toISOString(),
      rtt: 10,
    }),
  )
  vi.setSystemTime(real + 86_400_000)
  await wait(8_000)
  expect(serverNow).toHaveBeenCalled()
  expect(sitting.snapshot().phase).toBe('open')
  expect(server.submissions).toBe(0)
})

it('waits for the network to submit, and submits once', async () => {
  const sitting = await sit()
  await sitting.answer(1, ['A'])
  server.reachable = false
  void sitting.submit()
  await wait(5_000)
  expect(sitting.snapshot().phase).toBe('waiting')
  expect(keptDesk()?.submitting).toBe(true)
  server.reachable = true
  dispatchEvent(new Event('online'))
  await wait(1_000)
  expect(sitting.snapshot()).toMatchObject({ phase: 'submitted', receipt: 'R-1' })
  expect(server.submissions).toBe(1)
  expect(server.answers()).toEqual({ 1: 'A' })
})

it('goes on submitting after a reload', async () => {
  const desk = { started: terms(), anchor: { server: Date.now(), date: Date.now() }, position: 3, submitting: true }
  await sit({}, { desk })
  await wait(1_000)
  expect(server.submissions).toBe(1)
})

it('opens again when extra time came while the network was away at the end', async () => {
  server.deadline = Date.now() + 5_000
  const sitting = await sit({ deadline: inSeconds(5) })
  await wait(1_000)
  server.reachable = false
  await wait(12_000)
  expect(sitting.snapshot().phase).toBe('waiting')
  server.deadline += 600_000
  server.reachable = true
  dispatchEvent(new Event('online'))
  await wait(2_000)
  expect(sitting.snapshot()).toMatchObject({ phase: 'open', byClock: false })
  expect(server.submissions).toBe(0)
})

it('hands over what the end overtook and says so', async () => {
  const sitting = await sit()
  server.reachable = false
  await sitting.answer(4, ['D'])
  await wait(1_000)
  server.closed = true
  server.reachable = true
  dispatchEvent(new Event('online'))
  await wait(1_000)
  expect(sitting.snapshot()).toMatchObject({ phase: 'closed', late: [4], unsent: [] })
})

it('stops writing when another device has taken over, and goes on when it takes over again', async () => {
  const sitting = await sit()
  server.lease = 2
  await sitting.answer(1, ['A'])
  await wait(1_000)
  expect(sitting.snapshot()).toMatchObject({ reach: 'lease_lost', unsent: [1] })
  server.lease = 1
  sitting.resume(terms({ attempt: sitting.attempt, lease: 3, seq: 0 }), 0)
  await wait(1_000)
  expect(server.answers()).toEqual({ 1: 'A' })
})

it('lays the desk for an offline reload, without a name', async () => {
  const sitting = await sit()
  server.reachable = false
  await sitting.answer(2, ['B'])
  sitting.turnTo(2)
  const desk = keptDesk()
  expect(desk?.position).toBe(2)
  expect(desk?.started.responses).toMatchObject([{ position: 2, answer: ['B'] }])
  expect(JSON.stringify(desk)).not.toContain('candidate')
})

it('sends an answer again under a new number when its own was taken', async () => {
  const sitting = await sit()
  const save = server.save.bind(server)
  vi.spyOn(server, 'save').mockImplementationOnce((body) =>
    Promise.resolve({
      kind: 'acked',
      acked: [],
      refused: body.changes.map(({ seq, position }) => ({ seq, position, code: 'seq_taken' })),
      serverTime: new Date().toISOString(),
      deadline: '',
      rtt: 10,
    }),
  ).mockImplementation(save)
  await sitting.answer(3, ['B'])
  await wait(2_000)
  expect([...server.log.values()]).toMatchObject([{ seq: 2, position: 3, answer: ['B'] }])
  expect(sitting.snapshot().refused).toEqual([])
})

it('says which answer was refused until it is given anew', async () => {
  const sitting = await sit()
  server.refuse = { 3: 'bad_option' }
  await sitting.answer(3, ['Z'])
  await wait(1_000)
  expect(sitting.snapshot().refused).toMatchObject([{ position: 3, code: 'bad_option' }])
  server.refuse = {}
  await sitting.answer(3, ['A'])
  expect(sitting.snapshot().refused).toEqual([])
})

it('starts nothing for an attempt that is over', async () => {
  const save = vi.spyOn(server, 'save')
  const sitting = await sit({ state: 'graded', token: null, receipt: 'R-9' })
  await wait(1_000)
  expect(sitting.snapshot()).toMatchObject({ phase: 'submitted', receipt: 'R-9' })
  expect(save).not.toHaveBeenCalled()
})
