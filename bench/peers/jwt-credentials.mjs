import { createVerifiableCredentialJwt } from 'did-jwt-vc'
import { indexOf, listLength, listUrl, revokedIndex, statusEntry } from '../lib/status-subject.mjs'
import {
  claims,
  credentialId,
  credentialType,
  dateTime,
  flat,
  pool,
  validity,
} from '../lib/subject.mjs'
import { encodeBitstring } from './bitstring.mjs'

const context = ['https://www.w3.org/2018/credentials/v1']

/** VCDM 1.1 JWT credentials, the format that did-jwt-vc and Veramo verify. */
export async function issueJwtPool(key, { status = false } = {}) {
  return Promise.all(pool.map((i) => issueJwt(key, i, status ? { index: indexOf(i) } : {})))
}

/** @param options - `index`: its place in the status list; `expired`: its year has passed. */
export async function issueJwt(key, i, { index, expired = false } = {}) {
  const { from, until } = validity()
  const past = expired ? 2 * 365 * 86400 : 0
  return sign(key, {
    '@context': context,
    id: credentialId(i),
    type: ['VerifiableCredential', credentialType],
    issuer: key.did,
    issuanceDate: dateTime(from - past),
    expirationDate: dateTime(until - past),
    // did-jwt-vc writes into what it is given.
    credentialSubject: { id: 'did:example:holder', ...structuredClone(claims) },
    ...(index === undefined ? {} : { credentialStatus: statusEntry(index) }),
  })
}

/** The status list as a credential of the same kind, signed by the same issuer. */
export async function issueJwtList(key) {
  const { from, until } = validity()
  return sign(key, {
    '@context': context,
    id: listUrl,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: key.did,
    issuanceDate: dateTime(from),
    expirationDate: dateTime(until),
    credentialSubject: {
      id: `${listUrl}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: await encodeBitstring(listLength, [revokedIndex]),
    },
  })
}

async function sign(key, credential) {
  const issuer = { did: key.did, alg: key.algorithm, signer: async (data) => key.sign(data) }
  return flat(await createVerifiableCredentialJwt(credential, issuer))
}
