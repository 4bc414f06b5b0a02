// Checks what was built, not what was meant: sizes, hosts, and the syntax that the oldest supported browsers read.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { floorProblems, STAFF_FLOOR, TAKE_FLOOR } from './floor.mjs'

const built = resolve(dirname(fileURLToPath(import.meta.url)), '../../exam_platform/built')
const KB = 1024
const BUDGETS = { take: { js: 40 * KB, css: 10 * KB }, staff: { js: 350 * KB, css: 40 * KB } }
// Names of XML vocabularies and addresses inside licence comments or error texts: never requested.
const NEVER_REQUESTED = [/^https?:\/\/www\.w3\.org\//, /^https?:\/\/vuejs\.org\//, /^https?:\/\/element-plus\.org\//]

const problems = []

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}

const gzipped = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0)
const ofType = (paths, type) => paths.filter((path) => extname(path) === type)

const importedBy = (path, pattern) =>
  [...readFileSync(path, 'utf8').matchAll(pattern)].map(([, name]) => resolve(dirname(path), name))

/** A script and what it imports at once, into `found`. */
function withImports(path, found) {
  if (found.has(path)) return found
  found.add(path)
  if (extname(path) === '.js') {
    importedBy(path, /(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g).forEach((other) => withImports(other, found))
  }
  return found
}

/** The scripts and styles that a page asks for before anything is tapped: its HTML's, and their static imports'. */
function loadedFirst(html) {
  const found = new Set()
  importedBy(html, /(?:src|href)="(\.[^"]+\.(?:js|css))"/g).forEach((path) => withImports(path, found))
  return [...found]
}

/** What each page of a candidate loads: the shell, and the lot that it asks for by a dynamic import. */
function pagesOf(html) {
  const shell = loadedFirst(html)
  const lots = shell.flatMap((path) => (extname(path) === '.js' ? importedBy(path, /import\(["'`](\.[^"'`]+\.js)["'`]\)/g) : []))
  return [...new Set(lots)].map((lot) => ({
    name: basename(lot).replace(/-[\w-]{8}\.js$/, ''),
    paths: [...withImports(lot, new Set(shell))],
  }))
}

function checkSize(page, paths, name = 'first page') {
  for (const type of ['js', 'css']) {
    const size = gzipped(ofType(paths, `.${type}`))
    const limit = BUDGETS[page][type]
    const line = `${page} ${type}, ${name}: ${(size / KB).toFixed(1)} KB gzip of ${limit / KB}`
    console.log(line)
    if (size > limit) problems.push(`over budget: ${line}`)
  }
}

function checkHosts(paths) {
  for (const path of paths.filter((file) => ['.js', '.css', '.html', '.svg'].includes(extname(file)))) {
    const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
    for (const [address] of text.matchAll(/(?:https?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`)]*/gi)) {
      if (NEVER_REQUESTED.some((pattern) => pattern.test(address))) continue
      if (!address.startsWith('http') && !/["'(=]\s*$/.test(text.slice(0, text.indexOf(address)))) continue
      problems.push(`another host in ${relative(built, path)}: ${address}`)
    }
  }
}

function checkFloor(paths, floor) {
  for (const path of paths) {
    for (const problem of floorProblems(path, readFileSync(path, 'utf8'), floor)) {
      problems.push(`${relative(built, path)}: ${problem}`)
    }
  }
}

const all = filesBelow(built)
const staff = all.filter((path) => path.startsWith(join(built, 'staff')))
const take = all.filter((path) => !staff.includes(path))

for (const page of pagesOf(join(built, 'index.html'))) checkSize('take', page.paths, page.name)
console.log(`take js, all lots together: ${(gzipped(ofType(take, '.js')) / KB).toFixed(1)} KB gzip`)
checkSize('staff', loadedFirst(join(built, 'staff/index.html')))
checkHosts(all)
checkFloor(take, TAKE_FLOOR)
checkFloor(staff, STAFF_FLOOR)
if (all.some((path) => extname(path) === '.map')) problems.push('source maps must not be shipped')

for (const problem of problems) console.error(`✗ ${problem}`)
process.exit(problems.length ? 1 : 0)
