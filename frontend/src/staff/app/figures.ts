/** Hundredths of a point as people write points: 8000 → `80`, 7950 → `79.5`. */
export function formatPoints(hundredths: number | null | undefined): string {
  if (hundredths === null || hundredths === undefined) return '—'
  return String(Math.round(hundredths) / 100)
}

export const pointsOf = (hundredths: number): number => hundredths / 100
export const hundredthsOf = (points: number): number => Math.round(points * 100)

const COUNT = new Intl.NumberFormat('zh-CN')

export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? '—' : COUNT.format(count)
}
