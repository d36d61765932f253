import { readFileSync, writeFileSync } from 'node:fs'
import { cases } from './lib/cases.mjs'
import { failuresOf, pageOf, versionsOf } from './lib/report.mjs'
import { tryCase } from './lib/try-case.mjs'
import * as didJwtVc from './peers/did-jwt-vc.mjs'
import * as digitalBazaar from './peers/digital-bazaar.mjs'
import * as jose from './peers/jose.mjs'
import * as sdJwtVc from './peers/sd-jwt-vc.mjs'
import * as veramo from './peers/veramo.mjs'

const peers = {
  'did-jwt-vc': didJwtVc,
  Veramo: veramo,
  'Digital Bazaar': digitalBazaar,
  'sd-jwt-js': sdJwtVc,
  jose,
}

const results = []
for (const one of cases) results.push({ ...one, found: await tryCase(one, peers[one.peer]) })
const failures = failuresOf(results)

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ results, failures }, null, 2)}\n`)
} else {
  for (const { peer, format, algorithm, found } of results) {
    const name = `${peer}, ${format}, ${algorithm}`.padEnd(52)
    process.stdout.write(`${name} ours: ${found.ours}; theirs: ${found.theirs}\n`)
  }
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
}
if (failures.length === 0) {
  const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
  writeFileSync(new URL('../docs/interop.md', import.meta.url), pageOf(versionsOf(manifest)))
} else {
  process.exitCode = 1
}
