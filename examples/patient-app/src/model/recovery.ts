import type { Keep } from '@fidecura/app-kit'
import {
  decodeBase64url,
  isJsonObject,
  type JsonValue,
  parseJson,
  systemClock,
} from '@fidecura/base'
import {
  objectToRecovery,
  type RecoveryContent,
  signRecoveryRequest,
} from '@fidecura/credentials/recovery'
import { comparisonDigits, type Signer, thumbprintOf } from '@fidecura/identity'
import type { RecoveryItem, RecoveryReference } from '@fidecura/server/client'
import type { Hospital } from './hospital.ts'
import { holdCredentials } from './wallet.ts'

const name = 'recovery'

/** What the desk shows to somebody who has lost a phone: which identity is to be replaced. */
export function readRecoveryReference(text: string): RecoveryReference {
  const json = parseJson(decodeBase64url(text))
  const { identity, record, from } = isJsonObject(json) ? json : {}
  const isWhole = [identity, record].every((one) => isJsonObject(one as JsonValue))
  if (!isWhole || typeof from !== 'string') {
    throw Object.assign(new Error('Not whole'), { code: 'request_malformed', outcome: 'failed' })
  }
  return { identity, record, from } as unknown as RecoveryReference
}

/** Asks, with the new key, for what the old one had. It counts once two people of the desk agree, and a delay is over. */
export async function askForRecovery(
  reference: RecoveryReference,
  {
    hospital,
    keep,
    signer,
  }: { readonly hospital: Hospital; readonly keep: Keep; readonly signer: Signer },
): Promise<RecoveryItem> {
  const { identity, record, from } = reference
  const content: RecoveryContent = {
    ...{ id: `urn:uuid:${crypto.randomUUID()}`, identity, record, from },
    ...{ by: 'desk', reason: 'lost' },
  }
  const request = await signRecoveryRequest({ ...content, issuedAt: systemClock() }, { signer })
  const item = await hospital.call((client) => client.openRecovery({ request, approvals: [] }))
  await keep.put(name, item)
  return item
}

/** The one that this phone has asked for, as it stood last. */
export function keptRecovery(keep: Keep): Promise<RecoveryItem | undefined> {
  return keep.get<RecoveryItem>(name)
}

/** It was stopped, and the person has read that. */
export function dropRecovery(keep: Keep): Promise<void> {
  return keep.delete(name)
}

export async function recoveryDigits({ id, nonce }: RecoveryItem, signer: Signer): Promise<string> {
  return comparisonDigits({ offer: id, nonce, thumbprint: await thumbprintOf(signer.publicKey) })
}

/** Looks how far it is, and takes the identity once it is there. @returns Undefined: it is done. */
export async function followRecovery(
  item: RecoveryItem,
  hospital: Hospital,
  keep: Keep,
): Promise<RecoveryItem | undefined> {
  const { items } = await hospital.call((client) => client.recoveries({ limit: 100 }))
  const current = items.find(({ id }) => id === item.id) ?? item
  await keep.put(name, current)
  const { state, completesAt } = current
  const isDue = completesAt !== undefined && systemClock() >= completesAt
  if (!(state === 'completed' || (state === 'open' && isDue))) return current
  const { identity, chain } = await hospital.call((client) => client.completeRecovery(item.id))
  await holdCredentials(keep, [identity], chain)
  await keep.delete(name)
  return undefined
}

/** Says, with the key that is to be replaced, that it must not be. */
export async function objectTo(
  item: RecoveryItem,
  hospital: Hospital,
  signer: Signer,
): Promise<void> {
  const token = await objectToRecovery(item.request, {
    ...{ signer, issuedAt: systemClock(), as: 'old_key' },
  })
  await hospital.call((client) => client.objectToRecovery(item.id, [{ token }]))
}
