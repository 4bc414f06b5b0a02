import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

import { compressed } from './plugins/compressed.ts'

const here = dirname(fileURLToPath(import.meta.url))
const built = resolve(here, '../exam_platform/built')

// Candidates sit at Windows 7 office PCs and old WeChat kernels, staff at their own desks:
// two browser floors, hence two builds, `--mode take` first because it empties the folder.
const pages = {
  take: { root: here, outDir: built, target: ['chrome78', 'safari13'] },
  staff: { root: resolve(here, 'staff'), outDir: resolve(built, 'staff'), target: ['chrome88'] },
}

export default defineConfig(({ mode }): UserConfig => {
  const page = mode === 'staff' ? pages.staff : pages.take
  const backend = process.env['BACKEND'] ?? 'http://127.0.0.1:8000'
  return {
    root: page.root,
    publicDir: mode === 'staff' ? false : resolve(here, 'public'),
    base: './',
    plugins: [vue(), compressed()],
    resolve: { alias: { '@': resolve(here, 'src') } },
    define: { __VUE_OPTIONS_API__: mode === 'staff', __VUE_PROD_DEVTOOLS__: false },
    build: {
      outDir: page.outDir,
      emptyOutDir: true,
      target: page.target,
      cssTarget: page.target,
      sourcemap: false,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
    },
    server: { proxy: { '/api': backend }, fs: { allow: [here] } },
  }
})
