import { createReadStream } from 'node:fs'
import { BaseError } from '@fidecura/base'
import { contentDigestOf, type EvidenceProof } from '@fidecura/evidence'
import { digestOfStream } from '@fidecura/evidence/node'
import { type Environment, readInput } from './environment.ts'
import { UsageError } from './usage-error.ts'

type ContentDigest = Pick<EvidenceProof['content'], 'digest' | 'size'>

/** Digest and size of a file of any size, or of standard input for `-`. */
export async function readContent(path: string, environment: Environment): Promise<ContentDigest> {
  if (path === '-') return contentDigestOf(await readInput(path, environment))
  try {
    return await digestOfStream(createReadStream(path))
  } catch (error) {
    if (BaseError.is(error)) throw error
    throw new UsageError('file_unreadable', 'A file cannot be read', { place: path })
  }
}
