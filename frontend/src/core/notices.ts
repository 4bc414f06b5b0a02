const MINUTE_MS = 60_000
const MARKS = [10, 5, 1]

/**
 * How many minutes to announce when so many milliseconds are left now and `before` were left at the last look; null when
 * no mark was passed. Behind a locked screen several may have been: what is said is what is left, never the mark.
 */
export function minutesToAnnounce(before: number, left: number): number | null {
  const passed = MARKS.some((minutes) => before > minutes * MINUTE_MS && left <= minutes * MINUTE_MS)
  return passed && left > 0 ? Math.ceil(left / MINUTE_MS) : null
}
