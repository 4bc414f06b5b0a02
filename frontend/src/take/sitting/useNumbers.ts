import { computed } from 'vue'

import { current } from './current'

/** The core speaks of the form's positions, the candidate sees numbers of her own order. */
export function useNumbers() {
  const byPosition = computed(
    () => new Map(current.value?.questions.map((question) => [question.position, question.number])),
  )

  function numbers(positions: number[]): number[] {
    return positions.map((position) => byPosition.value.get(position) ?? 0).sort((a, b) => a - b)
  }

  return { numbers, listed: (positions: number[]): string => numbers(positions).join('、') }
}
