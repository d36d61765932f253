import { epochSeconds } from '@fidecura/base'
import type { Terms } from '@fidecura/consent'
import { signConsentRequest, verifyConsentRequest } from '@fidecura/consent/request'
import {
  createIssuer,
  createIssuerStatusSource,
  createMemoryIssuedStore,
  createVerifier,
  credentialTypes,
} from '@fidecura/credentials'
import { digestOf, generateSigner, resolveDidKey } from '@fidecura/identity'
import { consentRequestTransaction } from '@fidecura/openid'
import { presentTo } from '@fidecura/openid/wallet'
import { expect, test } from '@jest/globals'
import { createWorld, firstOf, nameOnly, noon, other } from './world.ts'

test('a consent request travels with a presentation, and is verified as one', async () => {
  const world = await createWorld()
  const [custodian, study, patient] = [await generateSigner(), world.clinic, world.doctor]
  const period = { issuedAt: noon, validFrom: noon, validUntil: epochSeconds(noon + 86_400) }
  const issuer = createIssuer({
    signer: custodian,
    store: createMemoryIssuedStore(),
    clock: world.clock,
    listUrl: 'https://custodian.example/status/1',
  })
  const type = credentialTypes.issuingAccreditation
  const known = { name: 'Example Study', types: [], depth: 0 }
  const bound = { type, subject: study.did, holderKey: study.publicKey, claims: known, ...period }
  const { token: accreditation } = await issuer.issue(bound, { format: 'vc+jwt' })
  const verifier = createVerifier({
    roots: [{ did: custodian.did, types: [type] }],
    resolve: resolveDidKey,
    status: createIssuerStatusSource([issuer]),
    clock: world.clock,
  })
  const rule = { effect: 'permit', conditions: { purposes: ['HRESCH'] }, children: [] }
  const content = {
    id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000013',
    audience: { did: patient.did },
    origin: 'https://clinic.example',
    grantee: study.did,
    controller: custodian.did,
    register: custodian.did,
    notice: { url: 'https://study.example/notice', digest: await digestOf('What we do') },
    terms: { version: 'urn:fidecura:terms:1', rule } as Terms,
    ...period,
    expiresAt: epochSeconds(noon + 3600),
  }
  const signed = await signConsentRequest(content, { signer: study })
  const transactionData = [
    { type: consentRequestTransaction, credentialIds: ['licence'], content: { request: signed } },
  ]
  const { session, link } = await world.openid.ask(nameOnly, { ...other, transactionData })

  const opened = await world.open(link, { transactionTypes: [consentRequestTransaction] })
  const [asked] = opened.transactions
  const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
  const request = await verifyConsentRequest(String(asked?.content['request']), {
    verifier,
    // Where the answer goes, which whoever asks has signed.
    origin: opened.respondsTo,
    evidence: { accreditation },
    dids: [patient.did],
    custodians: [{ did: custodian.did, name: 'Example Clinic', register: custodian.did, record }],
  })
  expect(request).toMatchObject({ id: content.id, grantee: { did: study.did } })
  await presentTo(opened, { chosen: firstOf(opened) })
  const answer = await world.openid.collect(session)
  if (answer.kind !== 'presented') throw new Error(answer.kind)
  expect(answer.transactions.map((one) => one.content)).toEqual([{ request: signed }])
})
