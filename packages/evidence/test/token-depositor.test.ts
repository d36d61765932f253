import { encodeUtf8 } from '@fidecura/base'
import { type DepositToken, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createTokenDepositor } from '../src/deposit/token-depositor.ts'
import { verifyEvidence } from '../src/deposit/verify-evidence.ts'
import { scene } from './scene.ts'

const token = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln'
const subject = parseDid('did:example:patient')

describe('createTokenDepositor', () => {
  test('deposits the exact token, once however often it is asked', async () => {
    const { evidence, log, trust, resolve, clock } = await scene()
    const deposit = createTokenDepositor(evidence)
    const [one, again] = await Promise.all([deposit(token), deposit(token)])
    expect(await deposit(token)).toEqual(one)
    expect(again).toEqual(one)
    expect(log.published()?.size).toBe(1)
    expect(await deposit(`${token}x`)).not.toMatchObject({ id: one.id })
    const proof = await evidence.proofOf(one.id, 1, 'depositor')
    const options = { ...trust, content: encodeUtf8(token), resolve, now: clock() }
    expect(await verifyEvidence(proof, options)).toMatchObject({ mediaType: 'application/jwt' })
  })

  test('keeps whom it is about beside the log, and one token for one of them', async () => {
    const { evidence, store } = await scene()
    const deposit = createTokenDepositor(evidence)
    const { id } = await deposit(token, { subject })
    expect((await store.versions(id))[0]?.subject).toBe(subject)
    await expect(deposit(token)).rejects.toMatchObject({ code: 'evidence_key_reused' })
  })

  test('stops for whoever stops waiting', async () => {
    const { evidence } = await scene()
    const signal = AbortSignal.abort()
    const stopped = createTokenDepositor(evidence)(token, { signal })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })

  test('is what a register takes', async () => {
    const { evidence } = await scene()
    const deposit: DepositToken = createTokenDepositor(evidence)
    await deposit(token)
  })
})
