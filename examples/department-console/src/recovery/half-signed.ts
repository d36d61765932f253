import type { Keep } from '@fidecura/app-kit'
import type { RecoverySignature } from '@fidecura/credentials/recovery'

/** A request that one person of the desk has signed, kept for the second, who may come later. */
export interface HalfSigned {
  readonly request: string
  /** The DID of the first, who cannot be the second. */
  readonly by: string
  readonly signature: RecoverySignature
}

const prefix = 'recovery/'

export async function listHalfSigned(keep: Keep): Promise<readonly HalfSigned[]> {
  return (await keep.list<HalfSigned>(prefix)).map(({ value }) => value)
}

/** @param id - That of the request. */
export async function keepHalfSigned(keep: Keep, id: string, half: HalfSigned): Promise<void> {
  await keep.put(`${prefix}${id}`, half)
}

export async function dropHalfSigned(keep: Keep, id: string): Promise<void> {
  await keep.delete(`${prefix}${id}`)
}
