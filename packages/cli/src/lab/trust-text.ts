import type { JsonValue } from '@fidecura/base'
import { type Did, thumbprintOf } from '@fidecura/identity'
import type { LabMessages } from '../messages/lab-messages.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { TrustFile } from './trust-file.ts'

/** One line for each thing that somebody is trusted for, and one for each of their keys. */
export async function trustEntryText(
  trust: TrustFile,
  { trusted, fingerprint }: LabMessages,
  only?: Did,
): Promise<readonly string[]> {
  const entries = (await entriesOf(trust)).filter(({ did }) => only === undefined || did === only)
  return entries.flatMap(({ as, did, keys, types }) => [
    `${trusted[as]}: ${did}`,
    ...(types === undefined ? [] : types.map((type) => `  ${type}`)),
    ...keys.map((key) => `  ${fingerprint(fingerprintOf(key))}`),
  ])
}

/** The same for programs, with both spellings of each key. */
export async function trustJson(trust: TrustFile): Promise<JsonValue> {
  const entries = await entriesOf(trust)
  return {
    trusted: entries.map(({ as, did, keys, types }) => ({
      ...{ as, did },
      ...(types === undefined ? {} : { types: [...types] }),
      keys: keys.map((thumbprint) => ({ thumbprint, fingerprint: fingerprintOf(thumbprint) })),
    })),
  }
}

interface Entry {
  readonly as: 'root' | 'register' | 'bundleSigner'
  readonly did: Did
  readonly keys: readonly string[]
  readonly types?: readonly string[]
}

async function entriesOf({ roots, registers, bundleSigner }: TrustFile): Promise<readonly Entry[]> {
  const signer: Entry[] =
    bundleSigner === undefined
      ? []
      : [
          {
            as: 'bundleSigner',
            did: bundleSigner.did,
            keys: [await thumbprintOf(bundleSigner.key)],
          },
        ]
  return [
    ...roots.map(({ did, keys, types }) => ({ as: 'root', did, keys, types }) as const),
    ...registers.map(({ did, keys }) => ({ as: 'register', did, keys }) as const),
    ...signer,
  ]
}
