import { type JsonObject, parseJsonText } from '@fidecura/base'
import {
  createIssuerStatusSource,
  createVerifier,
  credentialTypes,
  type IssuedStore,
} from '@fidecura/credentials'
import type { RecoveryDesk, RecoverySubmission } from '@fidecura/credentials/recovery'
import {
  createResolver,
  type Did,
  generateSigner,
  IdentityError,
  parseDid,
  parseDidDocument,
  resolveDidKey,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { alterPayload } from './forge.ts'
import { after, createWorld, day, otherRecord, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

describe('an identity that leaves the key open', () => {
  const did = parseDid('did:web:pat.example')
  const id = 'urn:uuid:3b0f1b6e-0000-4000-8000-00000000000d'
  let old: Signer
  let desk: RecoveryDesk
  /** What the host says; none: it is down. */
  let keys: readonly Signer[] | undefined
  let more: JsonObject
  beforeEach(async () => {
    old = await generateSigner({ did, fragment: 'k' })
    keys = [old]
    more = {}
    const contents = {
      type: credentialTypes.patientIdentity,
      id,
      subject: did,
      holderKey: old.publicKey,
      claims: { record: { ...otherRecord }, method: 'in_person' },
      validFrom: after(-day),
      validUntil: after(90 * day),
    } as const
    await world.issuer.issue(contents, { format: 'vc+jwt' })
    const { holderKey: _, ...open } = contents
    await expect(world.issuer.issue(open, { format: 'vc+jwt' })).rejects.toMatchObject({
      code: 'holder_binding_missing',
    })
    // As it was issued once.
    const issued: IssuedStore = {
      ...world.issued,
      async find(issuer, of) {
        const kept = await world.issued.find(issuer, of)
        if (kept?.id !== id) return kept
        return { ...kept, token: alterPayload(kept.token, ({ cnf: __, ...rest }) => rest) }
      },
    }
    const web = async (of: Did, { now }: { readonly now: World['now'] }) => {
      if (keys === undefined)
        throw new IdentityError('did_unreachable', 'down', { outcome: 'unknown' })
      const verificationMethod = keys.map(({ publicKey }, n) => ({
        id: `${did}#${n === 0 ? 'k' : n}`,
        type: 'JsonWebKey',
        controller: did,
        publicKeyJwk: { ...publicKey },
      }))
      const json = parseJsonText(
        JSON.stringify({ id: did, verificationMethod, assertionMethod: [`${did}#k`], ...more }),
      )
      const document = parseDidDocument(json, of)
      return { did: of, document, resolvedAt: now, history: 'unknown' } as const
    }
    const { guardianship, ...ofHospital } = credentialTypes
    const verifier = createVerifier({
      roots: [
        { did: world.hospital.did, types: Object.values(ofHospital) },
        { did: world.court.did, types: [guardianship] },
      ],
      resolve: createResolver({
        methods: { key: resolveDidKey, web },
        cache: { maxAgeSeconds: 0 },
      }),
      clock: () => world.now,
      status: createIssuerStatusSource([world.issuer, world.courtIssuer]),
      maxStatusAgeSeconds: 1,
    })
    desk = world.newDesk({ verifier, issued })
  })

  const about = () => ({
    identity: { issuer: world.hospital.did, id },
    record: otherRecord,
    from: did,
  })

  async function byDesk(): Promise<RecoverySubmission> {
    const request = await world.request('desk', about())
    const approvals = world.clerks.map(({ signer, evidence }) =>
      world.approve(request, signer, evidence),
    )
    return { request, approvals: await Promise.all(approvals) }
  }

  const acts = {
    deactivates(): void {
      more = { deactivated: true }
    },
    stops(): void {
      keys = undefined
    },
    adds(): void {
      keys = [old, world.fresh]
    },
  }

  test.each<[string, keyof typeof acts]>([
    ['deactivates the DID', 'deactivates'],
    ['takes the host down', 'stops'],
    ['lists the patient’s new key in it', 'adds'],
  ])('is recovered by the desk, though its thief %s', async (_, act) => {
    acts[act]()
    const { id: attempt } = await desk.open(await byDesk())
    world.now = after(day)
    await expect(desk.complete(attempt)).resolves.toBeDefined()
  })

  test('retires none of the keys of others that its holder lists', async () => {
    keys = [old, world.fresh]
    const request = await world.request('old_key', about(), world.stranger)
    const { id: attempt } = await desk.open({
      request,
      approvals: [await world.approve(request, old)],
    })
    await desk.complete(attempt)
    await expect(world.desk.open(await world.submission('desk'))).resolves.toMatchObject({
      state: 'open',
    })
  })

  test('retires the key that proved to be its own', async () => {
    const request = await world.request('old_key', about(), world.stranger)
    const { id: attempt } = await desk.open({
      request,
      approvals: [await world.approve(request, old)],
    })
    await desk.complete(attempt)
    const same = { ...old, did: world.fresh.did, keyId: world.fresh.keyId }
    const retired = await world.store.open(
      {
        ...(await world.store.find(attempt)),
        id: 'urn:uuid:next',
        identity: 'another',
        newKey: await thumbprintOf(same.publicKey),
      } as never,
      () => world.now,
    )
    expect(retired).toBe('key_retired')
  })
})
