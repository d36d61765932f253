import { allowLoopbackHttp } from '@fidecura/base'
import { noteKeyOf } from '@fidecura/evidence'
import type { Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { DirectoryOptions } from '../hospital/directory.ts'
import {
  type LocalWitness,
  logNameOf,
  openPreservation,
  openWitness,
  type Preservation,
  reachingLocally,
} from '../hospital/preservation.ts'

/** A hospital that is about to keep a log. */
interface Founded {
  readonly id: string
  readonly store: Store
  readonly signers: { readonly hospital: Signer }
}

interface PreserveExampleOptions extends DirectoryOptions {
  readonly origin: string
  readonly noteSigner?: ((name: string) => Promise<Signer>) | undefined
}

/** What a hospital preserves, and what it is to the logs of the others. */
export interface Preserved {
  readonly preservation: Preservation
  readonly witness: LocalWitness
}

/** Each hospital keeps a log, and every other one is its witness: all of them must have signed. */
export async function preserveExample(
  hospitals: readonly Founded[],
  options: PreserveExampleOptions,
): Promise<ReadonlyMap<string, Preserved>> {
  const { origin, clock, fetch, noteSigner } = options
  const loopback = options[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  if (noteSigner === undefined) return new Map()
  const logs = await Promise.all(
    hospitals.map(async ({ id }) => {
      const [name, logSigner] = [logNameOf(origin, id, { clock }), await noteSigner(`${id}.log`)]
      return { id, name, logSigner, key: await noteKeyOf(name, 'log', logSigner.publicKey) }
    }),
  )
  const witnesses = new Map<string, LocalWitness>()
  for (const { id, store } of hospitals) {
    const others = logs.filter((log) => log.id !== id).map(({ key }) => key)
    const signer = await noteSigner(`${id}.witness`)
    // Reached within the process, whatever stands before it: on loopback, too, under the name that it has for others.
    const url = `${origin.replace(/^http:/, 'https:')}/${id}/witness`
    witnesses.set(id, await openWitness({ operator: id, url, signer, logs: others, store, clock }))
  }
  const preserved = new Map<string, Preserved>()
  for (const { id, store, signers } of hospitals) {
    const { name, logSigner } = logs.find((log) => log.id === id) as (typeof logs)[number]
    const watching = [...witnesses].filter(([other]) => other !== id).map(([, each]) => each)
    const preservation = await openPreservation({
      ...{ signer: signers.hospital, logSigner, name, store, clock, ...door },
      ...{ witnesses: watching, quorum: watching.length, fetch: reachingLocally(fetch, watching) },
    })
    preserved.set(id, { preservation, witness: witnesses.get(id) as LocalWitness })
  }
  return preserved
}
