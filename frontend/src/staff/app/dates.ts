const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function partsOf(time: string): Record<string, string> {
  return Object.fromEntries(PARTS.formatToParts(new Date(time)).map(({ type, value }) => [type, value]))
}

/** `2026年11月23日 10:31`, as a clock in Shanghai shows it. */
export function formatTime(time: string | null | undefined): string {
  if (!time) return '—'
  const { year, month, day, hour, minute } = partsOf(time)
  return `${year}年${Number(month)}月${Number(day)}日 ${hour}:${minute}`
}

export function formatDay(time: string | null | undefined): string {
  return formatTime(time).split(' ')[0] ?? '—'
}

/** UTC → what a picker edits: Shanghai's wall clock without a zone, `2026-11-23T10:31:00`. */
export function toWallClock(time: string | null | undefined): string {
  if (!time) return ''
  const { year, month, day, hour, minute, second } = partsOf(time)
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`
}

export function fromWallClock(text: string): string {
  return new Date(`${text}+08:00`).toISOString()
}
