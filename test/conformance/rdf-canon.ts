import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '@fidecura/base'
import {
  canonicalQuads,
  parseQuads,
} from '../../packages/data-integrity-rdf/src/canonical-quads.ts'
import type { CaseResult, Corpus } from './corpus.ts'

interface Entry {
  readonly id: string
  readonly type: string
  readonly action: string
  readonly result?: string
  readonly hashAlgorithm?: string
}

/** RDFC-1.0: canonical graphs, and the names that their nodes are given. */
export const rdfCanon: Corpus = {
  name: 'rdf-canon',
  folders: ['rdf-canon/tests'],
  async *run(folder = '') {
    const { entries } = JSON.parse(readFileSync(join(folder, 'manifest.jsonld'), 'utf8'))
    for (const entry of entries as readonly Entry[]) yield await check(entry, folder)
  },
}

async function check(entry: Entry, folder: string): Promise<CaseResult> {
  const name = entry.id.slice(1)
  const file = (path: string): string => readFileSync(join(folder, path), 'utf8')
  const names = new Map<string, string>()
  const digest = entry.hashAlgorithm === 'SHA384' ? 'SHA-384' : 'SHA-256'
  let ours: string
  try {
    ours = await canonicalQuads(parseQuads(file(entry.action)), { digest, names })
  } catch (error) {
    if (!CodedError.is(error)) throw error
    if (entry.result === undefined) return { name, outcome: 'passed' }
    return { name, outcome: 'failed', reason: 'refused', ours: error.code }
  }
  if (entry.result === undefined) return failed(name, 'taken, and must be refused')
  const expected = file(entry.result)
  if (!entry.type.endsWith('MapTest')) {
    return ours === expected ? { name, outcome: 'passed' } : failed(name, 'another graph')
  }
  const bare = (id: string): string => id.replace(/^_:/, '')
  const given = new Map([...names].map(([from, to]) => [bare(from), bare(to)]))
  const wanted = Object.entries<string>(JSON.parse(expected))
  const same = wanted.length === given.size && wanted.every(([id, to]) => given.get(id) === to)
  return same ? { name, outcome: 'passed' } : failed(name, 'other names')
}

function failed(name: string, reason: string): CaseResult {
  return { name, outcome: 'failed', reason, ours: 'another_value' }
}
