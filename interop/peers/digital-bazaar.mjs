import { contexts } from '@digitalbazaar/credentials-context'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite'
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { createPeerKey } from '../lib/key.mjs'
import {
  audience,
  badgeContext,
  badgeContextJson,
  contextV2,
  documentOf,
  nonce,
} from '../lib/subject.mjs'

const presented = ', presented'
const suites = {
  'eddsa-rdfc-2022': { sign: eddsaRdfc2022, verify: eddsaRdfc2022 },
  'ecdsa-rdfc-2019': { sign: ecdsaRdfc2019, verify: ecdsaRdfc2019 },
  'eddsa-jcs-2022': pair(eddsaJcs),
  'ecdsa-jcs-2019': pair(ecdsaJcs),
}

export async function issue(format, algorithm, subject) {
  if (format.endsWith(presented)) return present(format, algorithm)
  const { did, multikey } = await createPeerKey(algorithm)
  const { sign: cryptosuite } = suiteOf(format)
  const sign = (credential) =>
    vc.issue({
      credential,
      suite: new DataIntegrityProof({ signer: multikey.signer(), cryptosuite }),
      documentLoader: loaderFor(did, multikey.publicKeyMultibase),
    })
  const signed = await sign(documentOf(did, subject))
  const token = format.endsWith(', two proofs') ? await sign(signed) : signed
  return { token: JSON.stringify(token), issuer: did }
}

export async function verify(format, { token, issuer, holder: by }) {
  if (format.endsWith(presented)) {
    await verifyPresentation(format, { token, issuer, by })
    return
  }
  const { verify: cryptosuite } = suiteOf(format)
  const result = await vc.verifyCredential({
    credential: JSON.parse(token),
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: loaderFor(issuer, issuer.slice('did:key:'.length)),
  })
  if (!result.verified) throw new Error(String(result.error?.errors ?? result.error))
}

/** Bound to its holder by being about them. */
async function present(format, algorithm) {
  const { did, multikey } = await createPeerKey(algorithm)
  const { token, issuer } = await issue(format.replace(presented, ''), algorithm, did)
  const { sign: cryptosuite } = suiteOf(format)
  const presentation = await vc.signPresentation({
    presentation: vc.createPresentation({ verifiableCredential: JSON.parse(token), holder: did }),
    suite: new DataIntegrityProof({ signer: multikey.signer(), cryptosuite }),
    challenge: nonce,
    domain: audience,
    documentLoader: loaderFor(did, multikey.publicKeyMultibase),
  })
  return { token: JSON.stringify(presentation), issuer, holder: did }
}

async function verifyPresentation(format, { token, issuer, by }) {
  const { verify: cryptosuite } = suiteOf(format)
  const [first, second] = [issuer, by].map((did) => loaderFor(did, did.slice('did:key:'.length)))
  const result = await vc.verify({
    presentation: JSON.parse(token),
    suite: new DataIntegrityProof({ cryptosuite }),
    challenge: nonce,
    domain: audience,
    documentLoader: (url) => first(url).catch(() => second(url)),
  })
  if (!result.verified) throw new Error(String(result.error?.errors ?? result.error))
}

function suiteOf(format) {
  return suites[format.replace(', two proofs', '').replace(presented, '')]
}

function pair({ createSignCryptosuite, createVerifyCryptosuite }) {
  return { sign: createSignCryptosuite(), verify: createVerifyCryptosuite() }
}

/** Contexts from memory, and the one key of a did:key. */
function loaderFor(did, publicKeyMultibase) {
  const keyId = `${did}#${publicKeyMultibase}`
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: keyId,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase,
  }
  const controller = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [keyId],
    authentication: [keyId],
  }
  const documents = new Map([
    [contextV2, contexts.get(contextV2)],
    [badgeContext, badgeContextJson],
    [did, controller],
    [keyId, method],
  ])
  return async (url) => {
    const document = documents.get(url)
    if (document === undefined) throw new Error('A document that is not in memory')
    return { contextUrl: null, document, documentUrl: url }
  }
}
