import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Writes the tables of codes that decisions rest on from the terminology that HL7 publishes. Run by
// `pnpm run vocabulary`, with another version and digest here, when a new one is adopted on purpose; a
// test fails where the file was edited by hand.

const source = {
  package: 'hl7.terminology.r4',
  version: '7.0.1',
  licence: 'CC0-1.0',
  integrity:
    'sha512-UamZUcARk/TEaJb7X0hDyANmC7bCv0Jof0u0uGIOB2O9VQX0uV45Vf4EyONHM6Sejv6q7sXEAzKAQsgw1Cld3A==',
}
const target = new URL('../packages/consent/src/hl7-codes.ts', import.meta.url)

const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'))
try {
  const tables = read(unpack(folder))
  writeFileSync(target, fileOf(tables))
  const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'))
  execFileSync(process.execPath, [biome, 'format', '--write', fileURLToPath(target)])
} finally {
  rmSync(folder, { recursive: true })
}

/** The package is only read, never installed: nothing of it runs. */
function unpack(cwd) {
  const name = `${source.package}@${source.version}`
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['pack', name, '--silent', '--ignore-scripts'], { cwd, stdio: 'ignore' })
  const [archive = ''] = readdirSync(cwd)
  const digest = createHash('sha512').update(readFileSync(join(cwd, archive)))
  if (`sha512-${digest.digest('base64')}` !== source.integrity) {
    throw new Error(`${name} is not the one that this script was written for`)
  }
  execFileSync('tar', ['-xzf', archive], { cwd })
  return (system) =>
    JSON.parse(readFileSync(join(cwd, 'package', `CodeSystem-v3-${system}.json`), 'utf8'))
}

function read(codeSystem) {
  const systems = ['ActReason', 'Confidentiality', 'ActCode'].map(codeSystem)
  const [reasons, confidentiality, acts] = systems
  return {
    versions: Object.fromEntries(systems.map(({ url, version }) => [url, version])),
    purposes: treeBelow(conceptsOf(reasons), 'PurposeOfUse'),
    confidentiality: orderOf(conceptsOf(confidentiality)),
    sensitivities: treeBelow(conceptsOf(acts), '_InformationSensitivityPolicy'),
  }
}

/** Code to definition and parents; parents are written by nesting, or by a property. */
function conceptsOf({ concept: list }) {
  const found = new Map()
  const visit = (concepts, parent) => {
    for (const { code, definition, property = [], concept = [] } of concepts) {
      const named = property.filter((each) => each.code === 'subsumedBy')
      const parents = named.map((each) => each.valueCode)
      found.set(code, { definition, parents: new Set(parent ? [parent, ...parents] : parents) })
      visit(concept, code)
    }
  }
  visit(list)
  return found
}

/** The root, and every code below it, with its one parent. Broader codes come first. */
function treeBelow(concepts, root) {
  const tree = { [root]: null }
  add(root)
  return tree

  function add(parent) {
    for (const [code, { parents }] of concepts) {
      if (!parents.has(parent)) continue
      if (parents.size > 1 || Object.hasOwn(tree, code)) throw new Error(`Two parents: ${code}`)
      tree[code] = parent
      add(code)
    }
  }
}

/** Least confidential first. Each definition says than which codes its own is less protective. */
function orderOf(concepts) {
  const codes = [...concepts].filter(([, { parents }]) => parents.has('_Confidentiality'))
  const ranked = codes.map(([code, { definition }]) => {
    const [, above = ''] =
      /is less protective than ([^.]*?),? and (?:subsumes|is the)/.exec(definition) ?? []
    const more = above.match(/\b[A-Z]\b/g) ?? []
    return { code, more: new Set(more) }
  })
  ranked.sort((a, b) => b.more.size - a.more.size)
  const order = ranked.map(({ code }) => code)
  ranked.forEach(({ code, more }, rank) => {
    const wanted = order.slice(rank + 1)
    const isTotal = more.size === wanted.length && wanted.every((one) => more.has(one))
    if (!isTotal) throw new Error(`Not in one order: ${code}`)
  })
  return order
}

function fileOf({ versions, ...tables }) {
  const digest = createHash('sha256').update(JSON.stringify(tables)).digest('base64url')
  const cited = { ...source, codeSystems: versions, digest }
  return `// Written by tools/write-vocabulary.mjs from ${source.package} ${source.version}, HL7 Terminology
// (${source.licence}). Not by hand: a test compares the digest.

import type { Hierarchy } from './vocabulary.ts'

/** Where the tables are from. \`digest\`: base64url SHA-256 of their JSON. */
export const hl7Source = ${objectOf(cited)} as const

/** Code to the next broader code; confidentiality from the least to the most. */
export const hl7Codes: {
  readonly purposes: Hierarchy
  readonly confidentiality: readonly string[]
  readonly sensitivities: Hierarchy
} = ${objectOf(tables)}
`
}

function objectOf(value) {
  return JSON.stringify(value, null, 2)
    .replaceAll(/^( +)"([A-Za-z_]\w*)":/gm, '$1$2:')
    .replaceAll('"', "'")
}
