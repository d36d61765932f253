import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  generateSigner,
  parseDidDocument,
  parseDidUrl,
  publicKeyOf,
  type Signer,
} from '../../src/index.ts'
import type { CreateDidLogOptions } from '../../src/index.webvh.ts'
import { create, day, documentWith, entriesOf, newKey, resolve } from './desk.ts'

let one: Signer
let two: Signer
let three: Signer

beforeAll(async () => {
  ;[one, two, three] = await Promise.all([newKey(), newKey(), newKey()])
})

describe('createDidLog', () => {
  test('makes a DID of the digest of its first entry', async () => {
    const written = await create(one)
    expect(written.did).toMatch(/^did:webvh:Qm[1-9A-HJ-NP-Za-km-z]{44}:clinic\.example:dids:board$/)
    expect(written.versionId).toMatch(/^1-Qm/)
    const resolution = await resolve(written)
    expect(resolution).toMatchObject({
      did: written.did,
      versionId: written.versionId,
      versionNumber: 1,
      validFrom: day(0),
      validUntil: undefined,
      created: day(0),
      updated: day(0),
      parameters: { portable: false, deactivated: false, ttl: 3600, witness: undefined },
    })
    const document = parseDidDocument(resolution.document, written.did)
    const keyId = parseDidUrl(`${written.did}#key-1`)
    expect(publicKeyOf(document, keyId, 'assertionMethod')).toEqual(one.publicKey)
    expect(document.services).toEqual([
      {
        id: `${written.did}#files`,
        types: ['relativeRef'],
        endpoints: ['https://clinic.example/dids/board/'],
      },
      {
        id: `${written.did}#whois`,
        types: ['LinkedVerifiablePresentation'],
        endpoints: ['https://clinic.example/dids/board/whois.vp'],
      },
    ])
  })

  test('gives the same DID to the same words and key, and another to any other', async () => {
    const dids = await Promise.all([
      create(one),
      create(one),
      create(two),
      create(one, { versionTime: day(1) }),
      create(one, { ttl: 60 }),
    ])
    expect(new Set(dids.map(({ did }) => did)).size).toBe(4)
  })

  test('writes every setting', async () => {
    const rule = { threshold: 1, witnesses: [two.did, three.did] }
    const { log } = await create(one, {
      updateKeys: [one.publicKey, two.publicKey],
      nextKeys: [three.publicKey],
      witness: rule,
      watchers: ['https://watch.example'],
      ttl: 60,
      portable: true,
    })
    expect(entriesOf(log)[0]?.parameters).toMatchObject({
      updateKeys: [one, two].map(({ did }) => did.slice('did:key:'.length)),
      nextKeyHashes: [expect.stringMatching(/^Qm/)],
      witness: { threshold: 1, witnesses: [{ id: two.did }, { id: three.did }] },
      watchers: ['https://watch.example'],
      ttl: 60,
      portable: true,
    })
  })

  test('leaves the services that a document has of its own as they are', async () => {
    const service = [
      { id: '#files', type: 'relativeRef', serviceEndpoint: 'https://files.example/' },
    ]
    const written = await create(one, {
      document: (did) => ({ ...documentWith(one)(did), service }),
    })
    const { document } = await resolve(written)
    expect(document['service']).toMatchObject([service[0], { id: `${written.did}#whois` }])
  })

  test('writes the identifier wherever a document names its placeholder', async () => {
    const { did, log } = await create(one, {
      document: (provisional) => ({ ...documentWith(one)(provisional), note: '{SCID}' }),
    })
    expect(log).not.toContain('{SCID}')
    expect(entriesOf(log)[0]?.state['note']).toBe(did.split(':')[2])
  })

  test.each<[string, () => Partial<CreateDidLogOptions>, string]>([
    ['an address for a location', () => ({ location: '127.0.0.1' }), 'did_malformed'],
    ['a location that climbs', () => ({ location: 'clinic.example:..' }), 'did_malformed'],
    [
      'a document of another DID',
      () => ({ document: () => ({ id: 'did:web:clinic.example' }) }),
      'did_log_scid_wrong',
    ],
    [
      'a threshold out of reach',
      () => ({ witness: { threshold: 2, witnesses: [two.did] } }),
      'did_log_parameter_wrong',
    ],
    [
      'a signer that is not among the update keys',
      () => ({ updateKeys: [two.publicKey] }),
      'did_log_key_unauthorized',
    ],
    ['no update keys', () => ({ updateKeys: [] }), 'did_log_parameter_wrong'],
    ['a time to live below nothing', () => ({ ttl: -1 }), 'did_log_parameter_wrong'],
  ])('refuses %s', async (_, wrong, code) => {
    await expect(create(one, wrong())).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test('refuses a signer of another kind of key', async () => {
    const signer = await generateSigner({ algorithm: 'ES256' })
    const creation = create(signer, { updateKeys: [one.publicKey] })
    await expect(creation).rejects.toMatchObject({ code: 'key_type_unsupported' })
  })
})
