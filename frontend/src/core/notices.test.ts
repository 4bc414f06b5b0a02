import { expect, it } from 'vitest'

import { minutesToAnnounce } from './notices'

const MINUTE = 60_000

it.each([10, 5, 1])('announces the last %i minutes once', (minutes) => {
  const end = minutes * MINUTE
  expect(minutesToAnnounce(end + 500, end + 1)).toBeNull()
  expect(minutesToAnnounce(end + 1, end - 499)).toBe(minutes)
  expect(minutesToAnnounce(end - 499, end - 999)).toBeNull()
})

it('says what is left after a sleep over one mark or over several', () => {
  expect(minutesToAnnounce(11 * MINUTE, 3.4 * MINUTE)).toBe(4)
  expect(minutesToAnnounce(6 * MINUTE, 0.2 * MINUTE)).toBe(1)
  expect(minutesToAnnounce(20 * MINUTE, 0)).toBeNull()
})
