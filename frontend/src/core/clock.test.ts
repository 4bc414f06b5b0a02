import { expect, it } from 'vitest'

import { ServerClock } from './clock'

const NOON = '2026-11-23T04:00:00Z'
const noon = Date.parse(NOON)

function tickers() {
  const at = { performance: 5_000, date: noon + 7_200_000 }
  return { at, performance: () => at.performance, date: () => at.date }
}

it('takes the server time plus half the round trip, whatever the device says', () => {
  const clock = new ServerClock(tickers())
  clock.anchor(NOON, 800)
  expect(clock.now()).toBe(noon + 400)
})

it('counts sleep, during which performance.now() stands still', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 0)
  device.at.date += 600_000
  device.at.performance += 3_000
  expect(clock.now()).toBe(noon + 600_000)
  expect(clock.drift()).toBe(597_000)
})

it('is not moved by a clock set back', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 0)
  device.at.date -= 86_400_000
  device.at.performance += 60_000
  expect(clock.now()).toBe(noon + 60_000)
})

it('forgets a clock set forward at the next anchor', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 0)
  device.at.date += 3_600_000
  device.at.performance += 1_000
  clock.anchor('2026-11-23T04:00:01Z', 100)
  expect(clock.now()).toBe(noon + 1_050)
})

it('keeps a good anchor rather than one from a slow answer', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 100)
  device.at.date += 5_000
  device.at.performance += 5_000
  clock.anchor('2026-11-23T04:00:01Z', 9_000)
  expect(clock.now()).toBe(noon + 5_050)
})

it('takes a slow answer when the anchor is old', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 100)
  device.at.date += 300_000
  device.at.performance += 300_000
  clock.anchor('2026-11-23T04:04:00Z', 4_000)
  expect(clock.now()).toBe(noon + 242_000)
})

it('ignores what is no time', () => {
  const clock = new ServerClock(tickers())
  clock.anchor('soon', 0)
  expect(clock.anchored).toBe(false)
})

it('goes on across a reload', () => {
  const device = tickers()
  const clock = new ServerClock(device)
  clock.anchor(NOON, 0)
  const reloaded = new ServerClock(device)
  device.at.date += 20_000
  device.at.performance = 100
  reloaded.restore(clock.record())
  expect(reloaded.now()).toBe(noon + 20_000)
})
