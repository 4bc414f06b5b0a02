import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'

import { attemptsHeld, Outbox } from './outbox'
import { row } from './testing'

it('survives the page', async () => {
  const outbox = await Outbox.open(101)
  await outbox.add(row(outbox, 1, 7, ['B']))
  await outbox.add(row(outbox, 2, 3, ['A', 'C']))
  outbox.close()
  const reopened = await Outbox.open(101)
  expect(reopened.pending().map((held) => held.change?.answer)).toEqual([['B'], ['A', 'C']])
  expect(reopened.highestSeq()).toBe(2)
})

it('keeps attempts apart', async () => {
  const one = await Outbox.open(102)
  await one.add(row(one, 1, 1, ['A']))
  const other = await Outbox.open(103)
  expect(other.pending()).toEqual([])
  expect(await attemptsHeld()).toContain(102)
})

it('keeps the order of two changes of one question', async () => {
  const outbox = await Outbox.open(104)
  await outbox.add(row(outbox, 10, 1, ['A']))
  await outbox.add(row(outbox, 9, 1, ['B']))
  expect(outbox.pending().map((held) => held.seq)).toEqual([9, 10])
})

it('replaces the unsent letter before when text is typed', async () => {
  const outbox = await Outbox.open(105)
  await outbox.add(row(outbox, 1, 1, ['政']))
  await outbox.add(row(outbox, 2, 1, ['政府']), outbox.lastSeqOf(1))
  outbox.close()
  const reopened = await Outbox.open(105)
  expect(reopened.pending().map((held) => held.seq)).toEqual([2])
})

it('goes when the last acknowledgement is in', async () => {
  const outbox = await Outbox.open(106)
  await outbox.add(row(outbox, 1, 1, ['A']))
  await outbox.add(row(outbox, 2, 2, ['A']))
  await outbox.remove([1, 2])
  outbox.close()
  expect(await attemptsHeld()).not.toContain(106)
})

it('holds back what the candidate has to decide about', async () => {
  const outbox = await Outbox.open(107)
  await outbox.add(row(outbox, 1, 4, ['A']))
  outbox.holdBack([1])
  expect(outbox.pending()).toEqual([])
  expect(outbox.held().map((held) => held.seq)).toEqual([1])
})

it('writes everything anew when the database is closed under the page', async () => {
  const outbox = await Outbox.open(108)
  await outbox.add(row(outbox, 1, 1, ['A']))
  ;(outbox as unknown as { database: IDBDatabase }).database.close()
  await outbox.add(row(outbox, 2, 2, ['B']))
  expect(outbox.durable).toBe(true)
  outbox.close()
  expect((await Outbox.open(108)).pending().map((held) => held.seq)).toEqual([1, 2])
})

it('says so when nothing can be kept, and goes on in memory', async () => {
  let told = 0
  const outbox = await Outbox.open(109, () => (told += 1))
  const opening = indexedDB.open
  indexedDB.open = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  try {
    ;(outbox as unknown as { database: IDBDatabase }).database.close()
    await outbox.add(row(outbox, 1, 1, ['A']))
  } finally {
    indexedDB.open = opening
  }
  expect(outbox.durable).toBe(false)
  expect(told).toBe(1)
  expect(outbox.pending()).toHaveLength(1)
})
