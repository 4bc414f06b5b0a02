// Checks what was built, not what was meant: sizes, hosts, and the syntax that the oldest supported browsers read.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
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

/** The scripts and styles that a page asks for before anything is tapped: its HTML's, and their static imports'. */
function loadedFirst(html) {
  const found = new Set()
  const visit = (path) => {
    if (found.has(path)) return
    found.add(path)
    if (extname(path) !== '.js') return
    for (const [, name] of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      visit(resolve(dirname(path), name))
    }
  }
  for (const [, name] of readFileSync(html, 'utf8').matchAll(/(?:src|href)="(\.[^"]+\.(?:js|css))"/g)) {
    visit(resolve(dirname(html), name))
  }
  return [...found]
}

function checkSize(page, paths) {
  for (const type of ['js', 'css']) {
    const size = gzipped(ofType(paths, `.${type}`))
    const limit = BUDGETS[page][type]
    const line = `${page} ${type}: ${(size / KB).toFixed(1)} KB gzip of ${limit / KB}`
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

// Every page of a candidate counts, so all of take's scripts do.
checkSize('take', take.filter((path) => relative(built, path) !== 'sw.js'))
checkSize('staff', loadedFirst(join(built, 'staff/index.html')))
checkHosts(all)
checkFloor(take, TAKE_FLOOR)
checkFloor(staff, STAFF_FLOOR)
if (all.some((path) => extname(path) === '.map')) problems.push('source maps must not be shipped')

for (const problem of problems) console.error(`✗ ${problem}`)
process.exit(problems.length ? 1 : 0)
