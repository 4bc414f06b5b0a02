// What the oldest supported browsers can read. Pure: text in, problems out.
import { basename, extname } from 'node:path'

import { parse } from 'acorn'

const contains = (pattern) => (text) => pattern.test(text)

/** Chromium 78 and iOS 13. */
export const TAKE_FLOOR = {
  ecmaVersion: 2020,
  // acorn's 2020 is a little wider than the floor.
  nodes: {
    ChainExpression: '?.',
    BigIntLiteral: 'BigInt',
    NullishCoalescing: '??',
    ExportNamespace: 'export * as',
  },
  // Array methods above ES2020 are compile errors already (`lib` in tsconfig.json), and Vue names some that nobody calls.
  calls: ['replaceAll', 'structuredClone', 'hasOwn', 'randomUUID'],
  css: {
    'clamp() or min()/max()': contains(/[:\s,(](?:clamp|min|max)\(/),
    ':focus-visible without a fallback': contains(/(?<!:not\():focus-visible/),
    ':is()/:where()/:has()': contains(/:(?:is|where|has)\(/),
    inset: contains(/[{;]\s*inset(?:-\w+)*:/),
    'aspect-ratio': contains(/[{;]\s*aspect-ratio:/),
    'dynamic viewport units': contains(/\d(?:dvh|svh|lvh)\b/),
    'color-mix()': contains(/color-mix\(/),
    '@layer or @container': contains(/@(?:layer|container)\b/),
    'gap in a flex box': flexGap,
  },
}

/** Chromium 88. */
export const STAFF_FLOOR = {
  ecmaVersion: 2022,
  nodes: { StaticBlock: 'static block', TopLevelAwait: 'top-level await' },
  calls: [],
  css: {
    'color-mix()': contains(/color-mix\(/),
    '@layer or @container': contains(/@(?:layer|container)\b/),
    ':has()': contains(/:has\(/),
    'dynamic viewport units': contains(/\d(?:dvh|svh|lvh)\b/),
  },
}

function flexGap(css) {
  return [...css.matchAll(/\{([^{}]*)\}/g)].some(
    ([, body]) => /display:\s*(?:inline-)?flex/.test(body) && /(?:^|;)\s*(?:row-|column-)?gap:/.test(body),
  )
}

function kindOf(node, insideFunction) {
  if (node.type === 'LogicalExpression' && node.operator === '??') return 'NullishCoalescing'
  if (node.type === 'Literal' && node.bigint) return 'BigIntLiteral'
  if (node.type === 'ExportAllDeclaration' && node.exported) return 'ExportNamespace'
  if (node.type === 'AwaitExpression' && !insideFunction) return 'TopLevelAwait'
  return node.type
}

function* walk(node, insideFunction = false) {
  yield [node, insideFunction]
  const inside = insideFunction || /Function/.test(node.type)
  for (const child of Object.values(node).flat()) {
    if (child && typeof child.type === 'string') yield* walk(child, inside)
  }
}

function scriptProblems(text, floor, sourceType) {
  const found = new Set()
  let tree
  try {
    tree = parse(text, { ecmaVersion: floor.ecmaVersion, sourceType })
  } catch (error) {
    return [`does not parse as ES${floor.ecmaVersion}: ${error.message}`]
  }
  for (const [node, insideFunction] of walk(tree)) {
    const syntax = floor.nodes[kindOf(node, insideFunction)]
    if (syntax) found.add(`syntax above the floor: ${syntax}`)
    if (node.type !== 'CallExpression') continue
    const callee = node.callee.type === 'MemberExpression' ? node.callee.property : node.callee
    if (floor.calls.includes(callee.name)) found.add(`call above the floor: ${callee.name}()`)
  }
  return [...found]
}

export function floorProblems(path, text, floor) {
  // The notice for browsers below the floor must itself run there.
  if (basename(path) === 'old-browser.js' || basename(path) === 'floor.js') return scriptProblems(text, { ecmaVersion: 5, nodes: {}, calls: [] }, 'script')
  if (extname(path) === '.js') return scriptProblems(text, floor, 'module')
  if (extname(path) === '.css') {
    return Object.entries(floor.css)
      .filter(([, present]) => present(text))
      .map(([feature]) => `style above the floor: ${feature}`)
  }
  return []
}
