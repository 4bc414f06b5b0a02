import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

import { compressed } from './plugins/compressed.ts'
import { offlineShell } from './plugins/offlineShell.ts'
import { plainImports } from './plugins/plainImports.ts'

const here = dirname(fileURLToPath(import.meta.url))
const built = resolve(here, '../exam_platform/built')

// Candidates sit at Windows 7 office PCs and old WeChat kernels, staff at their own desks:
// two browser floors, hence two builds, `--mode take` first because it empties the folder.
const pages = {
  take: { root: here, outDir: built, target: ['chrome78', 'safari13'] },
  staff: { root: resolve(here, 'staff'), outDir: resolve(built, 'staff'), target: ['chrome88'] },
}

// Few files, because a slow network is made of round trips: Vue, what every page of a candidate needs, and one lot for the
// examination. The other lots follow from the dynamic imports in src/take/pages.ts.
const LOTS = [
  { name: 'vue', test: /node_modules[\\/]@?vue[\\/]/ },
  {
    name: 'shell',
    test: /src[\\/](?:api|ui|core[\\/](?:clock|desk|device)|messages[\\/]take|take[\\/](?:(?!speech|main)\w+\.ts$|App|Failure|SupportLine|ModeSwitch))|preload-helper|rolldown.runtime/,
  },
  {
    name: 'sitting',
    test: /src[\\/](?:core[\\/](?!clock|desk|device)|take[\\/]sitting[\\/]|messages[\\/]sitting)/,
  },
]

const ofTake = [plainImports(), offlineShell(resolve(here, 'src/take/offline.js'))]

export default defineConfig(({ mode }): UserConfig => {
  const page = mode === 'staff' ? pages.staff : pages.take
  const backend = process.env['BACKEND'] ?? 'http://127.0.0.1:8000'
  return {
    root: page.root,
    publicDir: mode === 'staff' ? false : resolve(here, 'public'),
    base: './',
    plugins: [vue(), ...(mode === 'staff' ? [] : ofTake), compressed()],
    resolve: { alias: { '@': resolve(here, 'src') } },
    define: { __VUE_OPTIONS_API__: mode === 'staff', __VUE_PROD_DEVTOOLS__: false },
    build: {
      outDir: page.outDir,
      emptyOutDir: true,
      target: page.target,
      cssTarget: page.target,
      sourcemap: false,
      // Links in the page for what it imports at once; nothing for dynamic imports (plugins/plainImports.ts).
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, found, { hostType }) => (hostType === 'html' || mode === 'staff' ? found : []),
      },
      cssCodeSplit: mode === 'staff',
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: { advancedChunks: { includeDependenciesRecursively: false, groups: mode === 'staff' ? [] : LOTS } },
      },
    },
    server: { proxy: { '/api': backend }, fs: { allow: [here] } },
  }
})
