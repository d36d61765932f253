import type { Signer } from '@fidecura/identity'

/** Where a key management system finds its signers, by the `kid` that Veramo knows them under. */
export interface SignerStore {
  list(): Promise<readonly StoredSigner[]>
  get(kid: string): Promise<Signer | undefined>
  /**
   * Keeps a signer under an id that no other has, in one step: of two calls at once, one finds it taken.
   *
   * @returns Whether it was free.
   */
  add(kid: string, signer: Signer): Promise<boolean>
  /** @returns Whether it was there. */
  delete(kid: string): Promise<boolean>
}

/** One signer and its name. */
export interface StoredSigner {
  readonly kid: string
  readonly signer: Signer
}

/**
 * Keeps signers for as long as the process lives.
 *
 * @param signers - Those that are there already, whatever custody they are of, by `kid`.
 */
export function createMemorySignerStore(
  signers: Readonly<Record<string, Signer>> = {},
): SignerStore {
  const kept = new Map(Object.entries(signers))
  return {
    list: async () => [...kept].map(([kid, signer]) => ({ kid, signer })),
    get: async (kid) => kept.get(kid),
    add: async (kid, signer) => !kept.has(kid) && kept.set(kid, signer).has(kid),
    delete: async (kid) => kept.delete(kid),
  }
}
