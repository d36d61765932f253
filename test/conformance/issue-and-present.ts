import { epochSeconds, type JsonObject } from '@fidecura/base'
import { decodeCredential, issueCredential, presentCredential } from '@fidecura/credentials'
import { generateSigner, importVerificationKey, verifyJws } from '@fidecura/identity'
import { verifyKeyBinding } from '../../packages/credentials/src/key-binding.ts'

export interface IssueAndPresent {
  readonly type?: string
  readonly claims: JsonObject
  /** JSON Pointers to what the holder may leave out. */
  readonly hide: readonly string[]
  readonly decoys?: number
  /** JSON Pointers to what the holder shows. */
  readonly show: readonly string[]
}

/** Issues and presents an SD-JWT VC, verifies both signatures and returns the claims shown. */
export async function issueAndPresent({
  type = 'urn:example:type',
  claims,
  hide,
  decoys = 0,
  show,
}: IssueAndPresent): Promise<JsonObject> {
  const [issuer, holder] = [await generateSigner(), await generateSigner()]
  const now = epochSeconds(1_795_348_800)
  const token = await issueCredential(
    {
      type,
      subject: holder.did,
      holderKey: holder.publicKey,
      claims,
      validFrom: now,
      validUntil: epochSeconds(now + 3600),
      issuedAt: now,
      disclosable: hide,
      decoys,
    },
    { signer: issuer, format: 'dc+sd-jwt' },
  )
  const asked = { audience: 'https://verifier.example', nonce: '1234567890' }
  const presented = await presentCredential(token, {
    ...asked,
    disclose: show,
    signer: holder,
    issuedAt: now,
  })
  const { jws, credential, keyBinding } = await decodeCredential(presented)
  await verifyJws(jws, { key: await importVerificationKey(issuer.publicKey), typ: 'dc+sd-jwt' })
  if (keyBinding === undefined) throw new Error('no key binding')
  await verifyKeyBinding(keyBinding, { ...asked, holderKey: holder.publicKey, now })
  // As plain objects, which those of other libraries are.
  return JSON.parse(JSON.stringify(credential.claims)) as JsonObject
}
