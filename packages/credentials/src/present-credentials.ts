import { CredentialError } from './errors.ts'
import { placed } from './placed.ts'
import {
  assertFound,
  assertHolder,
  assertPresentable,
  type HeldCredential,
  openHeld,
  type PresentCredentialOptions,
  pointersOf,
  showHeld,
} from './present-credential.ts'
import { type PresentationBundle, parsePresentation } from './presentation-bundle.ts'
import { decodeVcJwt } from './vc-jwt.ts'

/** What to show of several credentials, to whom, and by whose hand. */
export interface PresentCredentialsOptions extends PresentCredentialOptions {
  /** Accreditations to bring along, in any order. */
  readonly chain?: readonly string[]
}

/**
 * Shows several credentials of one holder together. What is named to be disclosed is shown of each
 * SD-JWT that has it; a `vc+jwt`, which hides nothing and cannot be bound by itself, goes along as it
 * is.
 *
 * @param tokens - As issued, at most 8, all bound to the signer's key; at least one is an SD-JWT.
 * @returns What `verifyPresentation` takes.
 * @throws {@link CredentialError} those of `presentCredential`, `place` says for which token;
 *   `disclosure_not_found`: none of them has such a claim; `presentation_malformed`: none, or too many;
 *   `holder_binding_missing`: no SD-JWT among them.
 */
export async function presentCredentials(
  tokens: readonly string[],
  options: PresentCredentialsOptions,
): Promise<PresentationBundle> {
  assertPresentable(options)
  const { chain = [] } = options
  // Nothing is signed before all is known to be well.
  parsePresentation({ credentials: tokens, chain })
  const opened: (HeldCredential | string)[] = []
  for (const token of tokens) opened.push(await openAt(token, opened.length, options))
  const held = opened.filter((each) => typeof each !== 'string')
  if (held.length === 0) {
    throw new CredentialError('holder_binding_missing', 'No SD-JWT to bind to the request')
  }
  const pointers = pointersOf(options)
  assertFound(pointers, held)
  const credentials: string[] = []
  for (const each of opened) {
    credentials.push(typeof each === 'string' ? each : await showHeld(each, pointers, options))
  }
  return Object.freeze({
    credentials: Object.freeze(credentials),
    chain: Object.freeze([...chain]),
  })
}

async function openAt(
  token: string,
  position: number,
  options: PresentCredentialOptions,
): Promise<HeldCredential | string> {
  try {
    // Only an SD-JWT has a tilde, and every SD-JWT has one.
    if (token.includes('~')) return await openHeld(token, options)
    assertHolder(decodeVcJwt(token, {}).credential.holderKey, options.signer)
    return token
  } catch (error) {
    throw placed(error, `/credentials/${position}`)
  }
}
