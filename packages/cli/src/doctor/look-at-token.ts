import { CodedError } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { shownPlace } from '../custody/open-key.ts'
import type { Tokens } from '../custody/tokens.ts'
import { type Finding, type FindingCode, fail, warn, well } from './finding.ts'

/** Whether the library, the token and the key can be reached. A PIN is tried once, whatever comes of it. */
export async function lookAtTokenKey(
  uri: string,
  tokens: Tokens,
): Promise<{ readonly finding: Finding; readonly key?: PublicJwk }> {
  const about = shownPlace(uri)
  try {
    const { parseKeyUri } = await import('@fidecura/pkcs11')
    const place = parseKeyUri(uri)
    if (place.pinFile === undefined) return { finding: warn('key', 'token_not_opened', about) }
    const { publicKey: key } = await tokens.open(place)
    return { finding: well('key', about), key }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return { finding: fail('key', findings[error.code] ?? 'token_key', about) }
  }
}

const findings: Readonly<Record<string, FindingCode>> = {
  addon_missing: 'token_library',
  library_not_loaded: 'token_library',
  token_not_found: 'token_missing',
  token_ambiguous: 'token_missing',
  token_lost: 'token_missing',
  token_failed: 'token_missing',
  pin_wrong: 'token_pin',
  pin_locked: 'token_pin',
  pin_not_set: 'token_pin',
  pin_not_given: 'token_pin',
  secret_file_open: 'token_pin',
  file_unreadable: 'token_pin',
}
