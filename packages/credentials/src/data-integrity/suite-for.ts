import type { Algorithm } from '@fidecura/identity'
import type { Cryptosuite } from '@fidecura/identity/data-integrity'
import { CredentialError } from '../errors.ts'

/** @throws {@link CredentialError} `credential_format_unsupported`: no suite takes the key. */
export function suiteFor(algorithm: Algorithm, suites: readonly Cryptosuite[]): Cryptosuite {
  const suite = suites.find(({ algorithms }) => algorithms.includes(algorithm))
  if (suite !== undefined) return suite
  throw new CredentialError('credential_format_unsupported', 'No suite takes this key')
}
