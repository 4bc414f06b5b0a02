import { type Component, createVNode, defineComponent, shallowRef } from 'vue'

const AGAIN_MS = 2_000

/** A component that is loaded when it is first shown, and tried again until it comes. */
export function lazy(load: () => Promise<Component>): Component {
  const loaded = shallowRef<Component | null>(null)

  function fetch(): void {
    load().then(
      (component) => (loaded.value = component),
      () => setTimeout(fetch, AGAIN_MS),
    )
  }

  return defineComponent({
    inheritAttrs: false,
    setup(_props, { attrs }) {
      fetch()
      return () => (loaded.value ? createVNode(loaded.value, attrs) : null)
    },
  })
}
