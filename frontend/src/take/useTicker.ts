import { onBeforeUnmount } from 'vue'

/** Runs at once and then every `every` milliseconds, as long as the component lives. */
export function useTicker(run: () => void, every: number): void {
  run()
  const ticker = setInterval(run, every)
  onBeforeUnmount(() => clearInterval(ticker))
}
