import { epochSeconds } from '@fidecura/base'
import { expect, test } from '@jest/globals'
import { assertProvenFor, IdentityError, proveTime, type TimeProofVerifier } from '../src/index.ts'

const now = epochSeconds(1_790_000_000)
const earlier = epochSeconds(now - 60)
const sayEarlier: TimeProofVerifier = async () => earlier

test('proveTime hands the digest to the verifier and keeps its answer', async () => {
  const seen: unknown[] = []
  const verify: TimeProofVerifier = async (proof, context) => {
    seen.push(proof, context)
    return earlier
  }
  const proven = await proveTime('token', { proof: 'receipt', verify, now })
  // SHA-256 of "token".
  const digest = 'PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A'
  expect(seen[0]).toBe('receipt')
  expect(seen[1]).toEqual({ digest: proven.digest, now })
  expect(proven.digest).toBe(digest)
  expect(proven.existedBy).toBe(earlier)
  await expect(assertProvenFor(proven, 'token')).resolves.toBeUndefined()
})

test('proveTime refuses an instant that is yet to come, or none', async () => {
  for (const instant of [now + 1, Number.NaN]) {
    const verify = async () => instant as typeof now
    await expect(proveTime('token', { proof: '', verify, now })).rejects.toMatchObject({
      code: 'time_proof_invalid',
    })
  }
})

test('proveTime passes on what the verifier throws', async () => {
  const verify: TimeProofVerifier = async () => {
    throw new IdentityError('time_proof_mismatch', 'Other')
  }
  await expect(proveTime('token', { proof: '', verify, now })).rejects.toMatchObject({
    code: 'time_proof_mismatch',
  })
})

test('assertProvenFor refuses another token, a copy and a look-alike', async () => {
  const proven = await proveTime('token', { proof: '', verify: sayEarlier, now })
  await expect(assertProvenFor(proven, 'other')).rejects.toMatchObject({
    code: 'time_proof_mismatch',
  })
  for (const copy of [structuredClone(proven), { ...proven }]) {
    await expect(assertProvenFor(copy, 'token')).rejects.toMatchObject({ code: 'time_not_proven' })
  }
})
