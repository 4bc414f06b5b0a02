// China has kept one offset since 1991, so the arithmetic needs no time zone data, which old kernels lack.
const SHANGHAI_MS = 8 * 3_600_000

const two = (value: number): string => String(value).padStart(2, '0')

function shifted(time: string | number): Date {
  return new Date((typeof time === 'number' ? time : Date.parse(time)) + SHANGHAI_MS)
}

/** `10:31` in Asia/Shanghai. */
export function clockTime(time: string | number): string {
  const at = shifted(time)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

/** `2026年11月23日 10:31` in Asia/Shanghai. */
export function dateTime(time: string | number): string {
  const at = shifted(time)
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${clockTime(time)}`
}

/** `01:05:09`; rounds up, so that it shows zero only when nothing is left. */
export function countdown(milliseconds: number): string {
  const seconds = Math.ceil(Math.max(0, milliseconds) / 1000)
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
}

/** `2天 03:00:00`, for a wait that may be long. */
export function wait(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000)
  return `${days > 0 ? `${days}天 ` : ''}${countdown(milliseconds % 86_400_000)}`
}

/** `45分12秒`. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes > 0 ? `${minutes}分${seconds % 60}秒` : `${seconds}秒`
}

/** Points come in hundredths: 250 is `2.5`. */
export function points(hundredths: number): string {
  return String(hundredths / 100)
}
