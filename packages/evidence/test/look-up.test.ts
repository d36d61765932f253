import { type EpochSeconds, encodeUtf8, epochSeconds, untilAborted } from '@fidecura/base'
import {
  createSignInChallenge,
  generateSigner,
  proveSignIn,
  resolveDidKey,
  type Signer,
  type VerifiedSignIn,
  verifySignIn,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createEvidence } from '../src/deposit/evidence.ts'
import { newEvidenceId } from '../src/deposit/evidence-id.ts'
import { noon, scene } from './scene.ts'

const bytes = encodeUtf8('a record')
const patient = await generateSigner({ algorithm: 'EdDSA' })
const stranger = await generateSigner({ algorithm: 'EdDSA' })
const audience = 'urn:example:clinic'
const signIn = { audience }

async function signedIn(
  signer: Signer,
  now: EpochSeconds = noon,
  more: { readonly audience?: string; readonly tenant?: string } = {},
): Promise<VerifiedSignIn> {
  const place = { origin: 'https://clinic.example', audience: more.audience ?? audience }
  const challenge = createSignInChallenge({ ...place, now })
  const proof = await proveSignIn(challenge, { ...place, signer, now })
  const uses = { insert: async () => true }
  const { tenant = '' } = more
  return verifySignIn(proof, { challenge, ...place, tenant, resolve: resolveDidKey, uses, now })
}

async function deposited(changes: Parameters<typeof scene>[0] = {}) {
  const place = await scene({ signIn, ...changes })
  const call = { idempotencyKey: 'first', subject: patient.did }
  return { ...place, ...(await place.evidence.deposit(bytes, call)) }
}

const notFound = { code: 'evidence_not_found' }

describe('lookUp', () => {
  test('tells subject and depositor, and nobody else', async () => {
    const { evidence, id, signer } = await deposited()
    const history = {
      id,
      versions: [{ number: 1, content: { size: bytes.length } }],
      isOnHold: false,
    }
    expect(await evidence.lookUp(id, await signedIn(patient))).toMatchObject(history)
    expect(await evidence.lookUp(id, await signedIn(signer))).toMatchObject(history)
    expect(await evidence.lookUp(id, 'depositor')).toMatchObject(history)
    const reader = await signedIn(stranger)
    await expect(evidence.lookUp(id, reader)).rejects.toMatchObject(notFound)
    await expect(evidence.proofOf(id, 1, reader)).rejects.toMatchObject(notFound)
    await expect(evidence.accesses(id, reader)).rejects.toMatchObject(notFound)
  })

  test('tells every version to whom the first is about, and lets none be about another', async () => {
    const { evidence, id, store } = await deposited()
    const about = { idempotencyKey: 'second', subject: stranger.did }
    const code = 'evidence_content_malformed'
    await expect(evidence.update(id, bytes, about)).rejects.toMatchObject({ code })
    await evidence.update(id, bytes, { idempotencyKey: 'second' })
    const subjects = (await store.versions(id)).map(({ subject }) => subject)
    expect(subjects).toEqual([patient.did, patient.did])
    await expect(evidence.lookUp(id, await signedIn(stranger))).rejects.toMatchObject(notFound)
  })

  test('says the same of what is not there as of what may not be known', async () => {
    const { evidence, id } = await deposited()
    const reader = await signedIn(stranger)
    const refusals = await Promise.allSettled([
      evidence.lookUp(id, reader),
      evidence.lookUp(newEvidenceId(), reader),
    ])
    const [first, second] = refusals.map((each) => (each as PromiseRejectedResult).reason)
    expect({ ...first, message: first.message }).toEqual({ ...second, message: second.message })
  })

  test('asks whoever decides about others, and takes nothing for a yes but that', async () => {
    const asked: unknown[] = []
    let answer: unknown = true
    const { evidence, id } = await deposited({
      permits: async (reader, about) => {
        asked.push([reader.did, about])
        return answer as boolean
      },
    })
    const reader = await signedIn(stranger)
    expect(await evidence.lookUp(id, reader)).toMatchObject({ id })
    expect(asked).toEqual([[stranger.did, { id, subject: patient.did }]])
    for (const other of [false, undefined, 'yes', 1, {}]) {
      answer = other
      await expect(evidence.lookUp(id, reader)).rejects.toMatchObject(notFound)
    }
  })

  test('waits no longer than its caller: not for whoever decides, and not for a checkpoint', async () => {
    const told: unknown[] = []
    const { evidence, id, log, ...place } = await deposited({
      permits: (_, __, { signal }) => {
        told.push(signal)
        return new Promise<never>(() => {})
      },
    })
    const reader = await signedIn(stranger)
    const signal = AbortSignal.abort()
    const aborted = { code: 'aborted', outcome: 'unknown' }
    await expect(evidence.lookUp(id, reader, { signal })).rejects.toMatchObject(aborted)
    await expect(evidence.accesses(id, reader, { signal })).rejects.toMatchObject(aborted)
    await expect(evidence.proofOf(id, 1, reader, { signal })).rejects.toMatchObject(aborted)
    expect(told).toEqual([signal, signal, signal])
    const covered: typeof log.covered = (_, call) =>
      untilAborted(new Promise<never>(() => {}), call?.signal)
    const waiting = createEvidence({ ...place, log: { ...log, covered } })
    const proof = waiting.proofOf(id, 1, 'depositor', { signal })
    await expect(proof).rejects.toMatchObject(aborted)
  })

  test('keeps who asked, refused or not, for those it is about', async () => {
    const { evidence, id } = await deposited({ permits: async () => false })
    const reader = await signedIn(stranger)
    await expect(evidence.lookUp(id, reader)).rejects.toMatchObject(notFound)
    const own = await signedIn(patient)
    const events = await evidence.accesses(id, own)
    expect(events).toMatchObject([
      { id, reader: stranger.did, at: noon, outcome: 'refused' },
      { id, reader: patient.did, outcome: 'permitted' },
    ])
  })

  test('tells somebody who may read, and whom it is not about, nothing of others who asked', async () => {
    const { evidence, id } = await deposited({ permits: async () => true })
    await expect(evidence.accesses(id, await signedIn(stranger))).rejects.toMatchObject(notFound)
  })

  test('tells nobody anything that could not be kept', async () => {
    const { store } = await scene()
    const failing = {
      ...store,
      recordAccess: async () => {
        throw new Error('disk full')
      },
    }
    const { evidence, id } = await deposited({ store: failing })
    await expect(evidence.lookUp(id, await signedIn(patient))).rejects.toThrow('disk full')
  })

  test.each([
    ['elsewhere', { audience: 'urn:example:laboratory' }],
    ['of another tenant', { tenant: 'other' }],
  ])('refuses whoever signed in %s', async (_, more) => {
    const { evidence, id } = await deposited()
    const reader = await signedIn(patient, noon, more)
    const code = 'evidence_reader_elsewhere'
    await expect(evidence.lookUp(id, reader)).rejects.toMatchObject({ code })
  })

  test('takes no sign-in where none was configured', async () => {
    const { evidence, deposit } = await scene().then((place) => ({
      ...place,
      deposit: () => place.evidence.deposit(bytes, { idempotencyKey: 'a', subject: patient.did }),
    }))
    const { id } = await deposit()
    const code = 'evidence_reader_elsewhere'
    await expect(evidence.lookUp(id, await signedIn(patient))).rejects.toMatchObject({ code })
  })

  test('refuses whoever signed in five minutes ago, or later than now', async () => {
    const { evidence, id, setTime } = await deposited()
    const reader = await signedIn(patient)
    setTime(epochSeconds(noon + 300))
    expect(await evidence.lookUp(id, reader)).toMatchObject({ id })
    const code = 'evidence_reader_stale'
    for (const now of [noon + 301, noon - 1]) {
      setTime(epochSeconds(now))
      await expect(evidence.lookUp(id, reader)).rejects.toMatchObject({ code })
    }
  })

  test('takes no copy of a sign-in', async () => {
    const { evidence, id } = await deposited()
    const copy = { ...(await signedIn(patient)) }
    const code = 'sign_in_not_verified'
    await expect(evidence.lookUp(id, copy)).rejects.toMatchObject({ code })
  })
})
