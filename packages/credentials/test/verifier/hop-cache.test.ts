import { generateSigner, thumbprintOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import type { VerifierOptions } from '../../src/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  entryIn,
  issueBadge,
  issuingAccreditation,
  join,
  serve,
  setStatus,
  verifierOf,
} from './world.ts'

/** authority -> hospital -> badge, the hospital with a domain; everything has been seen once. */
async function seen(options: Partial<VerifierOptions> = {}) {
  const world = createWorld()
  const authority = await join(world, { host: 'authority.example' })
  const hospital = await join(world, { host: 'hospital.example' })
  const roots = [{ did: authority.did, types: [badge, issuingAccreditation] }]
  const verifier = verifierOf(world, { roots, ...options })
  const token = await issueBadge(hospital)
  const hop = await accredit(authority, hospital, {}, { validUntil: after(500) })
  const chain = [hop]
  const verified = await verifier.verifyCredential(token, { chain })
  const later = (seconds: number) => {
    world.now = after(seconds)
    return verifier.verifyCredential(token, { chain })
  }
  return { world, authority, hospital, roots, token, chain, verified, later }
}

describe('a verifier that has seen an accreditation', () => {
  test('takes it until the very second at which it ends', async () => {
    const { later } = await seen()
    await expect(later(499)).resolves.toBeDefined()
    await expect(later(500)).rejects.toMatchObject({
      code: 'credential_expired',
      place: '/chain/0',
    })
  })

  test.each([
    ['', {}, 55],
    [', which the caller has set', { maxStatusAgeSeconds: 5 }, 5],
  ])('learns of a revocation within the freshness of status%s', async (_, options, seconds) => {
    const { world, authority, later } = await seen(options)
    setStatus(world, authority.list, { index: 900, value: 'revoked' })
    await expect(later(seconds)).resolves.toBeDefined()
    await expect(later(seconds + 1)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('learns of a suspension, and of its end, within the freshness of status', async () => {
    const { world, authority, later } = await seen()
    setStatus(world, authority.list, { index: 900, value: 'suspended' })
    await expect(later(56)).rejects.toMatchObject({ code: 'status_suspended' })
    setStatus(world, authority.list, { index: 900, value: 'valid' })
    await expect(later(112)).resolves.toBeDefined()
  })

  test('checks its signature anew once the document of its issuer lists another key there', async () => {
    const { world, authority, later } = await seen()
    const rotated = await generateSigner({ did: authority.did, fragment: 'key-1' })
    serve(world, authority.did, [rotated])
    const list = world.lists.get(authority.list)
    if (list !== undefined) list.signer = rotated
    await expect(later(10)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
      place: '/chain/0',
    })
  })

  test('refuses it once the document of its issuer no longer lists the key', async () => {
    const { world, authority, later } = await seen()
    serve(world, authority.did, [await generateSigner({ did: authority.did, fragment: 'key-2' })])
    await expect(later(10)).rejects.toMatchObject({ code: 'key_not_found', place: '/chain/0' })
  })

  test('holds it to the keys that this call pins, whatever it saw on another way', async () => {
    const world = createWorld()
    const [root, authority, hospital] = [
      await join(world),
      await join(world, { host: 'authority.example' }),
      await join(world),
    ]
    const roots = [{ did: root.did, types: [badge, issuingAccreditation] }]
    const verifier = verifierOf(world, { roots })
    const token = await issueBadge(hospital)
    const lower = await accredit(authority, hospital, {})
    const stranger = await thumbprintOf((await generateSigner()).publicKey)
    const good = await accredit(root, authority, { depth: 1 })
    const pinned = await accredit(
      root,
      authority,
      { depth: 1, keys: [stranger] },
      { status: entryIn(root, 7) },
    )
    await verifier.verifyCredential(token, { chain: [good, lower] })
    await expect(
      verifier.verifyCredential(token, { chain: [pinned, lower] }),
    ).rejects.toMatchObject({ code: 'authority_key_not_pinned' })
  })

  test('shares it with no verifier of another tenant, root or policy', async () => {
    const { world, roots, token, chain, verified } = await seen({ tenant: 'one' })
    for (const options of [
      { roots, tenant: 'two' },
      { roots: roots.map((root) => ({ ...root, types: [...root.types, 'urn:example:more'] })) },
      { roots, hopRevocation: 'at_issuance' as const },
    ]) {
      const other = await verifierOf(world, options).verifyCredential(token, { chain })
      // What was read once is handed out again, frozen; so what is another object was read anew.
      expect(other.chain[0]).not.toBe(verified.chain[0])
      expect(other.chain[0]).toEqual(verified.chain[0])
    }
    const stranger = await join(world)
    const distrusting = verifierOf(world, {
      roots: [{ did: stranger.did, types: [badge, issuingAccreditation] }],
    })
    await expect(distrusting.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })
})
