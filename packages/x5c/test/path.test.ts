import { verifyX5c } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import { OctetString } from '@peculiar/asn1-schema'
import { Extension, KeyUsage, KeyUsageFlags, Version } from '@peculiar/asn1-x509'
import {
  base64,
  certificate,
  extension,
  type HierarchySpec,
  hierarchy,
  keysOf,
  nameOf,
  now,
  partyOf,
} from './support/pki.ts'

const unknown = extension('1.2.3.4.5', new KeyUsage(1))
const stranger = keysOf('P-256')
const past = { notBefore: now - 200, notAfter: now - 100 }
const future = { notBefore: now + 100, notAfter: now + 200 }
const { digitalSignature, keyAgreement, keyCertSign, cRLSign } = KeyUsageFlags
const name = nameOf([['2.5.4.3', 'Somebody else']])
const [leaf, intermediate, root] = ['/x5c/0', '/x5c/1', '/root']
const critical = (id: string) => ({ extra: [extension(id, new KeyUsage(1))] })

describe('verifyX5c takes a path', () => {
  test.each<[string, HierarchySpec]>([
    ['in which all is good', {}],
    ['whose intermediate bounds nothing', { intermediate: { authority: true } }],
    ['whose root allows one authority below it', { root: { pathLength: 1 } }],
    ['with an unknown extension that need not be understood', extra(false)],
    ['whose root says no use of its key', { root: { keyUsage: 'none' } }],
    ['whose leaf says no use of its key', { leaf: { keyUsage: 'none' } }],
    ['whose leaf is for commitments', { leaf: { keyUsage: KeyUsageFlags.nonRepudiation } }],
    ['whose root is signed with SHA-1, which nobody looks at', { root: { hash: 'sha1' } }],
  ])('%s', async (_, spec) => {
    const { chain, options } = await hierarchy(spec)
    await expect(verifyX5c(chain, options)).resolves.toBeDefined()
  })
})

// In each row one thing differs from the path above that is taken, so that one check stands alone.
describe('verifyX5c refuses a path', () => {
  test.each<[string, HierarchySpec, string, string | undefined]>([
    [
      'whose leaf nobody signed',
      { leaf: { signWith: stranger.privateKey } },
      'x5c_signature_invalid',
      leaf,
    ],
    [
      'whose intermediate the root did not sign',
      { intermediate: { signWith: stranger.privateKey } },
      'x5c_signature_invalid',
      intermediate,
    ],
    ['whose leaf has expired', { leaf: past }, 'x5c_expired', leaf],
    ['whose leaf is to come', { leaf: future }, 'x5c_not_yet_valid', leaf],
    ['whose intermediate has expired', { intermediate: past }, 'x5c_expired', intermediate],
    ['whose intermediate is to come', { intermediate: future }, 'x5c_not_yet_valid', intermediate],
    ['whose root has expired', { root: past }, 'x5c_expired', root],
    [
      'whose intermediate is no authority',
      { intermediate: { authority: false, keyUsage: keyCertSign } },
      'x5c_not_ca',
      intermediate,
    ],
    [
      'whose root is no authority',
      { root: { authority: false, keyUsage: keyCertSign } },
      'x5c_not_ca',
      root,
    ],
    [
      'whose leaf is an authority',
      { leaf: { authority: true, keyUsage: digitalSignature } },
      'x5c_leaf_is_ca',
      leaf,
    ],
    [
      'whose root allows no authority below it',
      { root: { pathLength: 0 } },
      'x5c_path_too_long',
      root,
    ],
    [
      'whose intermediate may not sign certificates',
      { intermediate: { keyUsage: cRLSign } },
      'x5c_key_usage_wrong',
      intermediate,
    ],
    [
      'whose intermediate does not say that it may',
      { intermediate: { keyUsage: 'none' } },
      'x5c_key_usage_wrong',
      intermediate,
    ],
    [
      'whose root may not sign certificates',
      { root: { keyUsage: cRLSign } },
      'x5c_key_usage_wrong',
      root,
    ],
    ['whose leaf may not sign', { leaf: { keyUsage: keyAgreement } }, 'x5c_key_usage_wrong', leaf],
    [
      'whose leaf is for other purposes',
      { leaf: { purposes: ['1.3.6.1.5.5.7.3.1'] } },
      'x5c_purpose_wrong',
      leaf,
    ],
    [
      'whose intermediate is for other purposes',
      { intermediate: { purposes: ['1.3.6.1.5.5.7.3.1'] } },
      'x5c_purpose_wrong',
      intermediate,
    ],
    [
      'whose leaf names another issuer',
      { leaf: { issuerName: name } },
      'x5c_issuer_mismatch',
      leaf,
    ],
    [
      'whose intermediate has another name',
      { intermediate: { name } },
      'x5c_issuer_mismatch',
      leaf,
    ],
    ['of a root by another name', { root: { name } }, 'x5c_root_not_named', undefined],
    [
      'with an unknown extension in the leaf that must be understood',
      { leaf: { extra: [unknown] } },
      'x5c_extension_unsupported',
      leaf,
    ],
    [
      'with one in the intermediate',
      { intermediate: { extra: [unknown] } },
      'x5c_extension_unsupported',
      intermediate,
    ],
    ['with one in the root', { root: { extra: [unknown] } }, 'x5c_extension_unsupported', root],
    [
      'with policies that must be understood',
      { intermediate: critical('2.5.29.32') },
      'x5c_extension_unsupported',
      intermediate,
    ],
    [
      'with a bound on policies',
      { intermediate: critical('2.5.29.36') },
      'x5c_extension_unsupported',
      intermediate,
    ],
    ['signed with SHA-1', { leaf: { hash: 'sha1' } }, 'x5c_signature_weak', leaf],
    [
      'signed with RSA and SHA-1',
      { kinds: ['P-256', 'RSA'], leaf: { hash: 'sha1' } },
      'x5c_signature_weak',
      leaf,
    ],
    ['of RSA with 1,024 bits', { kinds: ['P-256', 'RSA-1024'] }, 'x5c_signature_weak', leaf],
    [
      'of a root of RSA with 1,024 bits',
      { kinds: ['RSA-1024', 'P-256'] },
      'x5c_signature_weak',
      intermediate,
    ],
    ['of a curve that is not taken', { kinds: ['P-256', 'secp256k1'] }, 'x5c_signature_weak', leaf],
    [
      'that says inside another algorithm than outside',
      { leaf: { insideHash: 'sha384' } },
      'x5c_malformed',
      leaf,
    ],
    [
      'with an extension that is there twice',
      { leaf: { extra: [unknown, unknown] } },
      'x5c_malformed',
      leaf,
    ],
    ['of version 1', { leaf: { version: Version.v1, keyUsage: 'none' } }, 'x5c_malformed', leaf],
    [
      'with a name that ends early',
      { leaf: { names: [{ dNSName: 'good.example\0.evil.example' }] } },
      'x5c_malformed',
      leaf,
    ],
    [
      'of P-256 that claims Ed25519',
      { leaf: { claimedKey: keysOf('Ed25519').publicKey } },
      'x5c_signature_invalid',
      leaf,
    ],
    [
      'of P-256 that claims RSA',
      { leaf: { claimedKey: keysOf('RSA').publicKey } },
      'x5c_signature_invalid',
      leaf,
    ],
    [
      'of Ed25519 that claims P-256',
      { kinds: ['P-256', 'Ed25519'], leaf: { claimedKey: stranger.publicKey } },
      'x5c_signature_invalid',
      leaf,
    ],
    ['of another key', { leaf: { publicKey: stranger.publicKey } }, 'x5c_key_mismatch', leaf],
  ])('%s', async (_, spec, code, place) => {
    const { chain, options } = await hierarchy(spec)
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({
      code,
      place,
      outcome: 'failed',
    })
  })

  test('whose leaf was swapped for that of another hospital below the same authority', async () => {
    const { chain, options, parties } = await hierarchy()
    const other = { ...keysOf('P-256'), name: parties.leaf.name }
    const swapped = base64(certificate({}, other, parties.intermediate))
    await expect(verifyX5c([swapped, ...chain.slice(1)], options)).rejects.toMatchObject({
      code: 'x5c_key_mismatch',
    })
  })

  test('with an extension in an encoding longer than it must be', async () => {
    for (const [hex, isTaken] of [
      ['03020780', true],
      ['0381020780', false],
    ] as const) {
      const extnValue = new OctetString(Uint8Array.from(Buffer.from(hex, 'hex')).buffer)
      const usage = new Extension({ extnID: '2.5.29.15', critical: true, extnValue })
      const { chain, options } = await hierarchy({ leaf: { keyUsage: 'none', extra: [usage] } })
      const answer = verifyX5c(chain, options)
      if (isTaken) await expect(answer).resolves.toBeDefined()
      else await expect(answer).rejects.toMatchObject({ code: 'x5c_malformed', place: leaf })
    }
  })

  test('whose signature is said to end within a byte', async () => {
    const { chain, options, ders, parties } = await hierarchy()
    let der = ders.leaf
    // Every other signature ends with a bit that is not set, and may be said not to count.
    while (((der.at(-1) as number) & 1) !== 0) {
      der = certificate({}, parties.leaf, parties.intermediate)
    }
    await expect(verifyX5c([base64(der), ...chain.slice(1)], options)).resolves.toBeDefined()
    const unusedBits = der.lastIndexOf(0x30, der.length - 68) - 1
    expect(der[unusedBits]).toBe(0)
    const changed = Uint8Array.from(der)
    changed[unusedBits] = 1
    await expect(verifyX5c([base64(changed), ...chain.slice(1)], options)).rejects.toMatchObject({
      code: 'x5c_malformed',
      place: '/x5c/0',
    })
  })

  test('with one bit changed, wherever it is', async () => {
    const { ders, chain, options } = await hierarchy()
    const accepted: number[] = []
    for (let position = 0; position < ders.leaf.length; position++) {
      const changed = Uint8Array.from(ders.leaf)
      changed[position] = (changed[position] as number) ^ 1
      const answer = verifyX5c([base64(changed), ...chain.slice(1)], options)
      await answer.then(
        () => accepted.push(position),
        (error) => expect(error).toMatchObject({ code: expect.stringMatching(/^x5c_/) }),
      )
    }
    expect(accepted).toEqual([])
  })

  test.each<[string, (own: string, above: string) => readonly string[], string]>([
    ['in another order', (own, above) => [above, own], 'x5c_key_mismatch'],
    ['with a certificate left out', (own) => [own], 'x5c_root_not_named'],
    ['with a certificate twice', (own, above) => [own, own, above], 'x5c_issuer_mismatch'],
  ])('%s', async (_, arrange, code) => {
    const { chain, options } = await hierarchy()
    const [own = '', above = ''] = chain
    await expect(verifyX5c(arrange(own, above), options)).rejects.toMatchObject({ code })
  })

  test('that brings a root of its own, also under the name of the one that counts', async () => {
    const { options, signer } = await hierarchy()
    const forged = await hierarchy({ signer })
    const chain = [...forged.chain, base64(forged.ders.root)]
    // The forged root has the same name, so nothing but its signature tells that it does not count.
    await expect(verifyX5c(forged.chain, options)).rejects.toMatchObject({
      code: 'x5c_signature_invalid',
      place: '/x5c/1',
    })
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({
      code: 'x5c_signature_invalid',
      place: '/x5c/2',
    })
    const trustsNobody = { ...options, roots: [] }
    await expect(verifyX5c(chain, trustsNobody)).rejects.toMatchObject({
      code: 'x5c_root_not_named',
    })
  })

  test('that goes round in circles', async () => {
    const [a, b] = [partyOf('A'), partyOf('B')]
    const { parties, options } = await hierarchy()
    const authority = { authority: true }
    const aByB = base64(certificate(authority, a, b))
    const bByA = base64(certificate(authority, b, a))
    const aByItself = base64(certificate(authority, a, a))
    const end = base64(certificate({}, parties.leaf, a))
    for (const chain of [
      [end, aByB, bByA, aByB],
      [end, aByItself, aByItself],
    ]) {
      await expect(verifyX5c(chain, options)).rejects.toMatchObject({ code: 'x5c_root_not_named' })
    }
  })
})

function extra(isCritical: boolean): HierarchySpec {
  return { leaf: { extra: [extension('1.2.3.4.5', new KeyUsage(1), isCritical)] } }
}
