import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyInclusion } from '@fidecura/evidence'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/** RFC 6962 §2.1.1. Numbers beyond 2^53 lose digits here, and are refused as they were. */
export const merkle: Corpus = {
  name: 'merkle',
  folders: ['merkle'],
  async *run(folder = '') {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      yield await judged(name, JSON.parse(readFileSync(join(folder, name), 'utf8')))
    }
  },
}

interface Vector {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

async function judged(name: string, vector: Vector): Promise<CaseResult> {
  const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
  const claim = {
    index: vector.leafIdx,
    size: vector.treeSize,
    root: bytes(vector.root),
    leafHash: bytes(vector.leafHash),
    proof: (vector.proof ?? []).map(bytes),
  }
  const ours = await outcomeOf(() => verifyInclusion(claim))
  if ((ours !== 'accepted') === vector.wantErr) return { name, outcome: 'passed' }
  return { name, outcome: 'failed', reason: 'another verdict', ours }
}
