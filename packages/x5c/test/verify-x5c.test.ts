import { createHash } from 'node:crypto'
import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { decodeJws, generateSigner, parseDid, signJws } from '@fidecura/identity'
import {
  assertVerifiedX5c,
  domainOf,
  type VerifyX5cOptions,
  verifyX5c,
  withCertificateChain,
} from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { base64, hierarchy, type KeyKind, nameOf, now, pem } from './support/pki.ts'

describe('verifyX5c', () => {
  test('says whom the authority certifies, and for how long', async () => {
    const { chain, options, ders, signer } = await hierarchy()
    const facts = await verifyX5c(chain, options)
    expect(facts).toEqual({
      key: signer.publicKey,
      carriedBy: 'caller',
      subject: {
        commonName: 'Example Hospital Seal',
        organization: 'Example Hospital',
        organizationIdentifier: 'NTRCN-000000',
        country: 'CN',
      },
      issuer: {
        commonName: 'Example Issuing Authority',
        organization: 'Example Trust',
        organizationIdentifier: undefined,
        country: 'CN',
      },
      domains: ['hospital.example'],
      serialNumber: '4d',
      validFrom: now - 86_400,
      validUntil: now + 86_400,
      thumbprint: createHash('sha256').update(ders.leaf).digest('base64url'),
      rootThumbprint: createHash('sha256').update(ders.root).digest('base64url'),
      revocation: 'unknown',
      at: now,
    })
    const parts = [facts, facts.subject, facts.issuer, facts.domains, facts.key]
    expect(parts.every(Object.isFrozen)).toBe(true)
  })

  test.each<[KeyKind, KeyKind]>([
    ['P-256', 'P-384'],
    ['P-384', 'P-256'],
    ['P-521', 'Ed25519'],
    ['Ed25519', 'RSA'],
    ['RSA', 'P-521'],
    ['RSA', 'RSA'],
  ])('takes a root of %s over an authority of %s', async (...kinds) => {
    for (const algorithm of ['ES256', 'ES384', 'EdDSA'] as const) {
      const signer = await generateSigner({ algorithm })
      const { chain, options } = await hierarchy({ kinds, signer })
      await expect(verifyX5c(chain, options)).resolves.toMatchObject({ key: signer.publicKey })
    }
  })

  test.each(['sha384', 'sha512'] as const)('takes signatures with %s', async (hash) => {
    for (const kind of ['RSA', 'P-384'] as const) {
      const { chain, options } = await hierarchy({ kinds: [kind, kind], leaf: { hash } })
      await expect(verifyX5c(chain, options)).resolves.toBeDefined()
    }
  })

  test('takes roots as DER, base64 and PEM, several in one text', async () => {
    const { chain, options, ders } = await hierarchy()
    const other = await hierarchy()
    const bundle = `A comment\n${pem(other.ders.root)}${pem(ders.root)}`
    for (const root of [ders.root, base64(ders.root), pem(ders.root), bundle]) {
      await expect(verifyX5c(chain, { ...options, roots: [root] })).resolves.toBeDefined()
    }
  })

  test('takes a chain that ends with the root, and needs none between', async () => {
    const { chain, options, ders, parties } = await hierarchy()
    await expect(verifyX5c([...chain, base64(ders.root)], options)).resolves.toBeDefined()
    // An authority may be a root itself: then nothing above it counts.
    const pinned = { ...options, roots: [ders.intermediate] }
    await expect(verifyX5c(chain.slice(0, 1), pinned)).resolves.toBeDefined()
    await expect(verifyX5c(chain, pinned)).resolves.toBeDefined()
    expect(parties.leaf.name).toBeDefined()
  })

  test('finds the root that holds among several of one name', async () => {
    const expired = { notBefore: now - 200_000, notAfter: now - 100_000 }
    const { chain, options, ders } = await hierarchy()
    const other = await hierarchy({ root: expired })
    const roots = [other.ders.root, ders.root, other.ders.root]
    await expect(verifyX5c(chain, { ...options, roots })).resolves.toBeDefined()
  })

  test('is good from the first instant to the last, and not beyond', async () => {
    const { chain, options } = await hierarchy()
    const at = (offset: number) => verifyX5c(chain, { ...options, at: epochSeconds(now + offset) })
    await expect(at(-86_400)).resolves.toBeDefined()
    await expect(at(86_400)).resolves.toBeDefined()
    await expect(at(-86_401)).rejects.toMatchObject({ code: 'x5c_not_yet_valid', place: '/x5c/0' })
    await expect(at(86_400.5)).rejects.toMatchObject({ code: 'x5c_expired', place: '/x5c/0' })
  })

  test('shows names without what cannot be seen, and none that is there twice', async () => {
    const name = nameOf([
      ['2.5.4.10', 'Example\u202e Hos\u200bpital\u0000\n  North'],
      ['2.5.4.3', 'One'],
      ['2.5.4.3', 'Two'],
    ])
    const { chain, options } = await hierarchy({ leaf: { name } })
    const { subject } = await verifyX5c(chain, options)
    expect(subject.organization).toBe('Example Hospital North')
    expect(subject.commonName).toBeUndefined()
  })

  test('takes the domain from the names of the certificate alone, in full', async () => {
    const names = [{ dNSName: 'Hospital.Example' }, { dNSName: '*.wild.example' }]
    const { chain, options } = await hierarchy({ leaf: { names } })
    const of = (domain: string) => verifyX5c(chain, { ...options, domain })
    await expect(of('hospital.example')).resolves.toMatchObject({
      domains: ['hospital.example', '*.wild.example'],
    })
    for (const domain of ['example', 'a.hospital.example', 'a.wild.example', 'Example Hospital']) {
      await expect(of(domain)).rejects.toMatchObject({ code: 'x5c_domain_mismatch' })
    }
  })

  test('takes certificates for certain purposes only if the caller named one of them', async () => {
    const purposes = ['1.3.6.1.5.5.7.3.1']
    const { chain, options } = await hierarchy({ leaf: { purposes } })
    const of = (taken: readonly string[]) => verifyX5c(chain, { ...options, purposes: taken })
    await expect(of(purposes)).resolves.toBeDefined()
    await expect(of(['1.3.6.1.5.5.7.3.4'])).rejects.toMatchObject({ code: 'x5c_purpose_wrong' })
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({ code: 'x5c_purpose_wrong' })
    const any = await hierarchy({ leaf: { purposes: ['2.5.29.37.0'] } })
    await expect(verifyX5c(any.chain, any.options)).resolves.toBeDefined()
  })

  test('leaves its arguments alone', async () => {
    const { chain, options } = await hierarchy()
    const frozen = Object.freeze({ ...options, roots: Object.freeze([...options.roots]) })
    await verifyX5c(Object.freeze([...chain]), frozen)
    await verifyX5c(Object.freeze([...chain]), frozen)
  })
})

describe('verifyX5c of a token', () => {
  const typ = 'example+jwt'

  test('takes the certificates from the header that the key signed', async () => {
    const { chain, options, signer } = await hierarchy()
    const token = await signJws({ a: 1 }, { signer: withCertificateChain(signer, chain), typ })
    await expect(verifyX5c(decodeJws(token), options)).resolves.toMatchObject({
      carriedBy: 'token',
      subject: { organization: 'Example Hospital' },
    })
  })

  test('refuses certificates that were put into the header of somebody else', async () => {
    const { chain, options, signer } = await hierarchy()
    const token = await signJws({ a: 1 }, { signer, typ })
    const [, payload, signature] = token.split('.')
    const { members } = decodeJws(token).header
    const header = Buffer.from(JSON.stringify({ ...members, x5c: chain })).toString('base64url')
    const forged = decodeJws(`${header}.${payload}.${signature}`)
    await expect(verifyX5c(forged, options)).rejects.toMatchObject({ code: 'x5c_not_signed' })
  })

  test('refuses a valid chain of another key, whoever shows it', async () => {
    const hospital = await hierarchy()
    const thief = await generateSigner()
    const header = { x5c: hospital.chain }
    const token = decodeJws(await signJws({ a: 1 }, { signer: thief, typ, header }))
    const options = { ...hospital.options, key: thief.publicKey }
    await expect(verifyX5c(token, options)).rejects.toMatchObject({ code: 'x5c_key_mismatch' })
    // In the name of the hospital the chain is right, and the signature is not.
    await expect(verifyX5c(token, hospital.options)).rejects.toMatchObject({
      code: 'x5c_not_signed',
    })
  })

  test('refuses a token without certificates, and one whose algorithm is not the key’s', async () => {
    const { chain, options, signer } = await hierarchy()
    const plain = decodeJws(await signJws({ a: 1 }, { signer, typ }))
    await expect(verifyX5c(plain, options)).rejects.toMatchObject({ code: 'x5c_missing' })
    const carrying = withCertificateChain(signer, chain)
    const jws = decodeJws(await signJws({ a: 1 }, { signer: carrying, typ }))
    const renamed = { ...jws, header: { ...jws.header, alg: 'ES384' as const } }
    await expect(verifyX5c(renamed, options)).rejects.toMatchObject({ code: 'x5c_not_signed' })
  })

  test('never gets to see ten thousand certificates', async () => {
    const { chain, signer } = await hierarchy()
    const x5c = Array.from({ length: 10_000 }, () => chain[0] as string)
    const token = await signJws({ a: 1 }, { signer, typ, header: { x5c } })
    expect(() => decodeJws(token, { maxBytes: token.length })).toThrow(
      expect.objectContaining({ code: 'jws_too_large' }),
    )
  })
})

test.each<[string, unknown, string, string | undefined]>([
  ['no list', 'MIIB', 'x5c_malformed', '/x5c'],
  ['an empty list', [], 'x5c_malformed', '/x5c'],
  ['numbers', [7], 'x5c_malformed', '/x5c/0'],
  ['base64url', ['MII_'], 'x5c_malformed', '/x5c/0'],
  ['base64 without its padding', ['MIIBAA'], 'x5c_malformed', '/x5c/0'],
  ['stray bits', ['MIIBAB=='], 'x5c_malformed', '/x5c/0'],
  ['no certificate', ['MAA='], 'x5c_malformed', '/x5c/0'],
  ['five certificates', ['', '', '', '', ''], 'x5c_too_large', undefined],
  ['15 KiB', ['A'.repeat(15_360)], 'x5c_too_large', undefined],
])('verifyX5c refuses %s', async (_, x5c, code, place) => {
  const { options, signer } = await hierarchy()
  const header = { x5c: x5c as string[] }
  const jws = decodeJws(await signJws({}, { signer, typ: 'example+jwt' }))
  const changed = {
    ...jws,
    header: { ...jws.header, members: { ...jws.header.members, ...header } },
  }
  await expect(verifyX5c(changed, options)).rejects.toMatchObject({ code, place })
})

test.each<[string, Partial<VerifyX5cOptions>, string]>([
  ['a root that is no certificate', { roots: [encodeUtf8('root')] }, 'x5c_root_malformed'],
  [
    'a root that is a key',
    { roots: [pem(encodeUtf8('root'), 'PUBLIC KEY')] },
    'x5c_root_malformed',
  ],
  ['no roots', { roots: [] }, 'x5c_root_not_named'],
])('verifyX5c refuses %s', async (_, changed, code) => {
  const { chain, options } = await hierarchy()
  await expect(verifyX5c(chain, { ...options, ...changed })).rejects.toMatchObject({ code })
})

test('assertVerifiedX5c takes what verifyX5c returned, and nothing that looks the same', async () => {
  const { chain, options } = await hierarchy()
  const facts = await verifyX5c(chain, options)
  expect(() => assertVerifiedX5c(facts)).not.toThrow()
  for (const other of [{ ...facts }, structuredClone(facts), undefined, 'facts']) {
    expect(() => assertVerifiedX5c(other)).toThrow(
      expect.objectContaining({ code: 'x5c_not_verified' }),
    )
  }
})

test.each([
  ['did:web:Hospital.example', 'hospital.example'],
  ['did:web:hospital.example%3A8443:dids:board', 'hospital.example'],
  [
    'did:webvh:QmaJp6pmTgh4nF1gPMGiGUeSDpTdwG5n3ghrdjFaWKyjPR:hospital.example%3a8443:board',
    'hospital.example',
  ],
])('domainOf %s is %s', (did, domain) => {
  expect(domainOf(parseDid(did))).toBe(domain)
})

test('domainOf refuses a DID that lies under no domain', async () => {
  const { did } = await generateSigner()
  expect(() => domainOf(did)).toThrow(expect.objectContaining({ code: 'x5c_domain_mismatch' }))
})
