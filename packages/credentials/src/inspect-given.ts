import { isJsonObject, type JsonValue } from '@fidecura/base'
import { thumbprintOf } from '@fidecura/identity'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { decodeEither } from './decode-credential.ts'
import { type Inspection, inspectCredential, inspectDecoded } from './inspect-credential.ts'
import { placed } from './placed.ts'
import { trustingGiver } from './presentation/representation.ts'
import { earlier, pinsOf } from './prove-authority.ts'
import { CheckSheet, credentialChecks } from './report.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/**
 * As {@link inspectCredential}, of a mandate that counts by the identity of the patient who gave it.
 * A mandate of somebody else, or about another record, is judged as if no identity had been shown.
 *
 * @param giver - The identity, compact.
 */
export async function inspectGiven(
  token: string,
  giver: string,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Inspection> {
  const types = [credentialTypes.patientIdentity]
  const identity = await inspectCredential(giver, state, { ...inquiry, types })
  if (!identity.sheet.complete) return refusal(placed(identity.sheet.rejection(), '/giver'))
  try {
    const decoding = decodeEither(token, state)
    const decoded = 'then' in decoding ? await decoding : decoding
    const { credential } = decoded
    const from = identity.credential
    if (from === undefined || !isGiven(credential, from)) {
      return inspectDecoded(decoded, token, state, inquiry)
    }
    const keys = from.holderKey === undefined ? undefined : [await thumbprintOf(from.holderKey)]
    const { issuer } = credential
    const trusting = trustingGiver(state, issuer, keys)
    // No accreditation grants a mandate, so none is read for one.
    const alone = { ...inquiry, chain: [], ...authorityOf(credential, identity, state) }
    const found = await inspectDecoded(decoded, token, trusting, alone)
    return { ...found, giver: identity, statusAsOf: earlier(found.statusAsOf, identity.statusAsOf) }
  } catch (error) {
    return refusal(error)
  }
}

/**
 * Whom a mandate names to sign its status list: nobody but the issuer of the identity by which it counts, which could
 * end that as well, with the keys that it may issue identities with.
 */
export function authorityOf(
  { claims }: Credential,
  identity: Inspection,
  state: VerifierState,
): Pick<Inquiry, 'statusAuthority'> {
  const { credential, way } = identity
  const did = credential?.issuer
  if (did === undefined || way === undefined || claims['statusAuthority'] !== did) return {}
  return { statusAuthority: { did, keys: pinsOf(way, state) } }
}

function isGiven(mandate: Credential, identity: Credential): boolean {
  const [type, ...others] = mandate.types
  const isMandate = type === credentialTypes.proxyMandate && others.length === 0
  const { patient } = mandate.claims
  return (
    isMandate && identity.subject === mandate.issuer && isSame(patient, identity.claims['record'])
  )
}

function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const right = typeof a['value'] === 'string' && typeof a['system'] === 'string'
  return right && a['system'] === b['system'] && a['value'] === b['value']
}

function refusal(error: unknown): Inspection {
  const sheet = new CheckSheet(credentialChecks)
  sheet.refuse('format', error)
  const none = { credential: undefined, way: undefined, licence: undefined, statusAsOf: undefined }
  return { sheet, ...none }
}
