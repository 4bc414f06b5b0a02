/** Hundredths of a point as people write points: 8000 → `80`, 7950 → `79.5`. */
export function formatPoints(hundredths: number | null | undefined): string {
  if (hundredths === null || hundredths === undefined) return '—'
  return String(Math.round(hundredths) / 100)
}

/** An average as reports and workbooks show it, with two decimals like the rates beside it: 7820 → `78.20`. */
export function formatAverage(hundredths: number | null | undefined): string {
  return hundredths === null || hundredths === undefined ? '—' : (hundredths / 100).toFixed(2)
}

export const pointsOf = (hundredths: number): number => hundredths / 100
export const hundredthsOf = (points: number): number => Math.round(points * 100)

const COUNT = new Intl.NumberFormat('zh-CN')

export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? '—' : COUNT.format(count)
}
