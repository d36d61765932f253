import { isJsonObject, type JsonObject } from '@fidecura/base'
import { enclose } from './enveloped.ts'
import { type Answer, problemOf, refusal, refusalOf } from './problem.ts'
import type { VcApiSuite } from './vc-api-suites.ts'

/** `POST /{suite}/{keyType}/credentials/issue`: 201, or 400 with the reason. VC API §3.2.1. */
export async function issue(body: JsonObject, suite: VcApiSuite): Promise<Answer> {
  const { credential } = body
  if (!isJsonObject(credential))
    return refusal(400, problemOf('credential_malformed', '/credential'))
  const { issuer } = credential
  const named = isJsonObject(issuer) ? issuer['id'] : issuer
  // Nobody has anything signed here in the name of others.
  if (named !== suite.signer.did) {
    return refusal(400, problemOf('credential_malformed', '/credential/issuer'))
  }
  try {
    const secured = await suite.secure(credential)
    return { status: 201, body: { verifiableCredential: enclose(secured) } }
  } catch (error) {
    return refusalOf(error)
  }
}
