import { expect, it } from 'vitest'

import { clockTime, countdown, dateTime, duration, points, wait } from './times'

it('shows Shanghai, wherever the device is', () => {
  expect(dateTime('2026-11-23T02:31:00Z')).toBe('2026年11月23日 10:31')
  expect(dateTime('2026-12-31T16:05:00Z')).toBe('2027年1月1日 00:05')
  expect(clockTime(Date.parse('2026-11-23T23:59:59Z'))).toBe('07:59')
})

it('counts down to zero and no further', () => {
  expect(countdown(3_909_000)).toBe('01:05:09')
  expect(countdown(1)).toBe('00:00:01')
  expect(countdown(-5)).toBe('00:00:00')
  expect(wait(2 * 86_400_000 + 3 * 3_600_000)).toBe('2天 03:00:00')
})

it('writes durations and points as people do', () => {
  expect(duration(2712)).toBe('45分12秒')
  expect(duration(9)).toBe('9秒')
  expect(points(250)).toBe('2.5')
  expect(points(8000)).toBe('80')
})
