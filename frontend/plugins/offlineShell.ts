import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { Plugin } from 'vite'

/** Writes `sw.js` from src/take/offline.js, with the names of what was built: the shell that it keeps. */
export function offlineShell(template: string): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css)$/.test(name))
        const shell = ['./', './floor.js', './icon.svg', ...files.map((name) => `./${name}`)].sort()
        const version = createHash('sha256').update(shell.join('\n')).digest('hex').slice(0, 12)
        const source = readFileSync(template, 'utf8')
          .replace('__SHELL__', JSON.stringify(shell))
          .replace('__VERSION__', version)
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}
