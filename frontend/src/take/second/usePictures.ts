import { onBeforeUnmount, onMounted } from 'vue'

import { pictureAddress } from '../pictures'
import { current } from '../sitting/current'

const AGAIN_MS = 5_000

const fetched = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve(true)
    image.onerror = () => resolve(false)
    image.src = address
  })

/** Fetches the paper's pictures, one after the other, into the browser's cache: what is lost later, they are there. */
export function usePictures(): void {
  let left = false

  async function fetchAll(): Promise<void> {
    const { terms, questions } = current.value!
    const addresses = questions.flatMap(({ pictures }) => (pictures ?? []).map((one) => pictureAddress(terms.content_url ?? '', one)))
    for (const address of new Set(addresses)) {
      while (!left && !(await fetched(address))) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }

  onMounted(() => void fetchAll())
  onBeforeUnmount(() => (left = true))
}
