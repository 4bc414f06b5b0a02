import type { Plugin } from 'vite'

/**
 * Vite wraps each dynamic import in a helper that preloads styles and chunks. The candidates' pages have one style sheet
 * and no such preloads, so the helper's kilobyte gives way to the import itself.
 */
export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load(id) {
      return id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : null
    },
  }
}
