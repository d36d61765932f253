import { type NoteKey, type NoteKeyUse, noteKeyOf, parseNoteKey } from '@fidecura/evidence'
import type { Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import type { DirectoryOptions } from './directory.ts'
import {
  type LocalWitness,
  logNameOf,
  openPreservation,
  openWitness,
  type Preservation,
  withLaterYears,
} from './preservation.ts'
import type { HospitalSettings } from './settings.ts'

/** What a hospital needs to keep a log, and to watch others. */
export interface EvidenceOptions extends DirectoryOptions {
  readonly settings: HospitalSettings
  readonly origin: string
  readonly store: Store
  /** Of the hospital. */
  readonly signer: Signer
  /** Opens an Ed25519 key of the hospital, for its log or for its signatures on the logs of others. */
  readonly noteSigner: (purpose: 'log' | 'witness') => Promise<Signer>
}

export interface OpenEvidence {
  readonly preservation?: Preservation
  readonly witness?: LocalWitness
}

/**
 * Opens what the settings name. A log is one of a year: who serves over New Year begins the next one with the next start.
 *
 * @throws {@link ServerError} `settings_malformed`: not a key of a log or a witness. Those of evidence and of the signers.
 */
export async function openEvidence(options: EvidenceOptions): Promise<OpenEvidence> {
  const { settings, origin, store, signer, noteSigner, clock } = options
  const { id, evidence, witness: watched } = settings
  let witness: LocalWitness | undefined
  if (watched !== undefined) {
    const logs = await Promise.all(
      watched.logs.map((text, at) => keyAt(text, 'log', `/witness/logs/${at}`)),
    )
    witness = await openWitness({
      ...{ operator: id, url: `${origin}/${id}/witness`, signer: await noteSigner('witness') },
      logs: await withLaterYears(logs, { clock }),
      ...{ store, clock },
    })
  }
  if (evidence === undefined) return witness === undefined ? {} : { witness }
  const witnesses = await Promise.all(
    evidence.witnesses.map(async ({ key, operator, url }, at) => ({
      ...{ operator, url, key: await keyAt(key, 'witness', `/evidence/witnesses/${at}/key`) },
    })),
  )
  const preservation = await openPreservation({
    ...options,
    ...{ logSigner: await noteSigner('log'), name: logNameOf(origin, id, { clock }) },
    ...{ witnesses, quorum: evidence.quorum, store, signer },
  })
  return { preservation, ...(witness === undefined ? {} : { witness }) }
}

/** What others must be given to watch the log of a hospital, or to be watched by it. */
export async function noteKeysOf(
  {
    origin,
    id,
    clock,
  }: { readonly origin: string; readonly id: string } & Pick<DirectoryOptions, 'clock'>,
  signers: { readonly log: Signer; readonly witness: Signer },
): Promise<{ readonly log: string; readonly witness: string }> {
  const { host } = new URL(origin)
  const log = await noteKeyOf(logNameOf(origin, id, { clock }), 'log', signers.log.publicKey)
  const witness = await noteKeyOf(`${host}/${id}/witness`, 'witness', signers.witness.publicKey)
  return { log: log.text, witness: witness.text }
}

async function keyAt(text: string, use: NoteKeyUse, place: string): Promise<NoteKey> {
  const key = await parseNoteKey(text).catch(() => undefined)
  if (key?.use === use) return key
  throw new ServerError('settings_malformed', `Not the key of a ${use}`, { place })
}
