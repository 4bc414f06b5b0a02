import { onBeforeUnmount, type Ref, ref } from 'vue'

const WIDE = '(min-width: 800px)'

/** Whether there is room for the answer sheet beside the question. */
export function useWide(): Ref<boolean> {
  const query = matchMedia(WIDE)
  const wide = ref(query.matches)
  const look = (): void => {
    wide.value = query.matches
  }
  // Safari 13 has no addEventListener here.
  query.addListener(look)
  onBeforeUnmount(() => query.removeListener(look))
  return wide
}
