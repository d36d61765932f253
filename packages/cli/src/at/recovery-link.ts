import {
  CodedError,
  decodeBase64url,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import type { RecoveryReference } from '@fidecura/server/client'
import { wrongOption } from '../options.ts'

const sign = '#recovery='
const maxBytes = 4096

/** What the desk shows somebody who has lost a key. In the fragment, which no server sees. */
export function recoveryLink(reference: RecoveryReference, app: string): string {
  return `${app}${sign}${encodeBase64url(encodeUtf8(JSON.stringify(reference)))}`
}

/**
 * Reads it: of the hospital that was typed, and of no other.
 *
 * @param issuer - The DID of that hospital.
 * @throws UsageError `usage`.
 */
export function readRecoveryLink(link: string, issuer: Did): RecoveryReference {
  try {
    const [, carried = ''] = link.split(sign)
    const json = parseJson(decodeBase64url(carried), { maxBytes, maxDepth: 4 })
    const { identity, record, from, ...others } = membersOf(json)
    const { issuer: by, id, ...ofIdentity } = membersOf(identity)
    const { system, value, ...ofRecord } = membersOf(record)
    const more = [others, ofIdentity, ofRecord].flatMap((each) => Object.keys(each))
    const isText = [id, system, value].every((each) => typeof each === 'string')
    if (isText && more.length === 0 && by === issuer) {
      const [known, number] = [
        { issuer, id },
        { system, value },
      ]
      return { identity: known, record: number, from: parseDid(from) } as RecoveryReference
    }
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw wrongOption('<link>', `…/patient/${sign}…`)
}

function membersOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue | undefined>> {
  return isJsonObject(value) ? value : {}
}
