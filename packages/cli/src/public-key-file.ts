import { isJsonObject, parseJson } from '@fidecura/base'
import { importVerificationKey, type PublicJwk, parsePublicJwk } from '@fidecura/identity'
import { type Environment, readInput } from './environment.ts'
import { inFile } from './located.ts'
import { UsageError } from './usage-error.ts'

/** Reads what `fidecura keys show --json` printed. */
export function readPublicKey(
  path: string,
  environment: Environment,
): Promise<{ readonly fragment: string; readonly jwk: PublicJwk }> {
  return inFile(path, async () => {
    const json = parseJson(await readInput(path, environment))
    if (!isJsonObject(json) || typeof json['keyId'] !== 'string') {
      throw new UsageError('file_unexpected', 'Not what keys show --json prints', { place: path })
    }
    const fragment = json['keyId'].slice(json['keyId'].indexOf('#') + 1)
    const jwk = parsePublicJwk(json['publicKey'])
    // Only importing tells whether it is a point of its curve.
    await importVerificationKey(jwk)
    return { fragment, jwk }
  })
}
