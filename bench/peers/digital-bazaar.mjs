import { named } from '@digitalbazaar/credentials-context'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import { mustAccept, mustRefuse } from '../lib/refusals.mjs'
import { indexOf, listLength, listUrl, revokedIndex, statusEntry } from '../lib/status-subject.mjs'
import {
  claims,
  credentialId,
  credentialType,
  dateTime,
  pool,
  tenClaims,
  validity,
} from '../lib/subject.mjs'
import { encodeBitstring } from './bitstring.mjs'

const suites = { EdDSA: eddsaRdfc2022, ES256: ecdsaRdfc2019 }
const badgeContext = 'https://hospital.example/contexts/badge/1'
const { id: w3cContext, context: w3cContextDocument } = named.get('v2')

/** The name to print: the cryptosuite differs by algorithm. */
export function digitalBazaar(algorithm) {
  return `@digitalbazaar/vc ${suites[algorithm].name}`
}

/**
 * Data Integrity proofs over VCDM 2.0, every document from memory.
 *
 * @param options - `flat`: ten claims beside one another, which make a smaller graph to put in order.
 */
export async function digitalBazaarVerifies(key, { flat = false } = {}) {
  const name = `${digitalBazaar(key.algorithm)}${flat ? ', flat claims' : ''}`
  const party = createParty(key)
  const says = flat ? tenClaims : claims
  const credentials = await Promise.all(pool.map((i) => party.issue(badge(key, i, says))))
  await mustAccept(name, 'a good credential', () => party.verify(credentials[0]))
  await refusesAltered(name, key, party, credentials[0])
  return { name, run: (i) => party.verify(credentials[i % credentials.length]) }
}

/** The same and its status, by the library's own `checkStatus`, which verifies the list each time. */
export async function digitalBazaarVerifiesStatus(key) {
  const name = digitalBazaar(key.algorithm)
  const party = createParty(key)
  party.documents.set(listUrl, await party.issue(await statusList(key)))
  const issue = (i, index) =>
    party.issue({ ...badge(key, i), credentialStatus: statusEntry(index) })
  const credentials = await Promise.all(pool.map((i) => issue(i, indexOf(i))))
  const revoked = await issue(0, revokedIndex)
  await mustAccept(name, 'a good credential with status', () => party.verify(credentials[0]))
  await mustRefuse(name, 'a revoked credential', () => party.verify(revoked))
  await refusesAltered(name, key, party, credentials[0])
  return { name, run: (i) => party.verify(credentials[i % credentials.length]) }
}

function createParty(key) {
  const cryptosuite = suites[key.algorithm]
  const documents = contextsAndKeys(key)
  const documentLoader = async (url) => {
    const document = documents.get(url)
    if (document === undefined) throw new Error('A document that is not in memory')
    return { contextUrl: null, document, documentUrl: url, tag: 'static' }
  }
  const suite = new DataIntegrityProof({ cryptosuite })
  return {
    documents,
    issue: (credential) =>
      vc.issue({
        credential,
        suite: new DataIntegrityProof({ signer: key.multikey.signer(), cryptosuite }),
        documentLoader,
      }),
    verify: async (credential) => {
      const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus })
      // `verified` says that the status was read, not that it is clear.
      const isSet = result.statusResult?.results.some(({ status }) => status)
      if (!result.verified || isSet) throw new Error('not verified')
    },
  }
}

function contextsAndKeys({ did, keyId, multikey }) {
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: keyId,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: multikey.publicKeyMultibase,
  }
  const controller = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [keyId],
  }
  // VCDM 2.0 defines `name` itself, protected.
  const named = { ...claims, ...claims.profession, ...tenClaims }
  const terms = [credentialType, ...Object.keys(named)]
  const own = [...terms, 'regulator'].filter((term) => term !== 'name')
  const context = Object.fromEntries(own.map((term) => [term, `${badgeContext}#${term}`]))
  return new Map([
    [w3cContext, w3cContextDocument],
    [badgeContext, { '@context': context }],
    [did, controller],
    [keyId, method],
  ])
}

function badge(key, i, says = claims) {
  const { from, until } = validity()
  return {
    '@context': [w3cContext, badgeContext],
    id: credentialId(i),
    type: ['VerifiableCredential', credentialType],
    issuer: key.did,
    validFrom: dateTime(from),
    validUntil: dateTime(until),
    credentialSubject: { id: 'did:example:holder', ...says },
  }
}

async function statusList(key) {
  const { from, until } = validity()
  return {
    '@context': [w3cContext],
    id: listUrl,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: key.did,
    validFrom: dateTime(from),
    validUntil: dateTime(until),
    credentialSubject: {
      id: `${listUrl}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: await encodeBitstring(listLength, [revokedIndex]),
    },
  }
}

async function refusesAltered(name, key, party, credential) {
  const { credentialSubject, proof } = credential
  const subject = { ...credentialSubject, name: 'Mallory Example' }
  const claim = { ...credential, credentialSubject: subject }
  const last = proof.proofValue.at(-1) === '2' ? '3' : '2'
  const proofValue = `${proof.proofValue.slice(0, -1)}${last}`
  const signature = { ...credential, proof: { ...proof, proofValue } }
  const { from } = validity()
  const past = { validFrom: dateTime(from - 86400), validUntil: dateTime(from) }
  const expired = await party.issue({ ...badge(key, 0), ...past })
  await mustRefuse(name, 'an altered claim', () => party.verify(claim))
  await mustRefuse(name, 'an altered signature', () => party.verify(signature))
  await mustRefuse(name, 'an expired credential', () => party.verify(expired))
}
