import { spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeBase64url, decodeUtf8, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { afterAll, describe, expect, test } from '@jest/globals'
import { contentDigestOf, verifyEvidence } from '../src/deposit/verify-evidence.ts'
import { digestOfStream } from '../src/digest-of-stream.node.ts'
import { evidenceReport } from '../src/explain/evidence-report.ts'
import { recheckScript } from '../src/explain/recheck-script.ts'
import { formatSignature } from '../src/note/signed-note.ts'
import type { TrustedWitness } from '../src/witness/witness-policy.ts'
import { noon, scene } from './scene.ts'

const bytes = encodeUtf8("a record with 'quotes'\n")
const folder = mkdtempSync(join(tmpdir(), 'fidecura-evidence-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** In the middle of a log, so that the path goes left and right. */
async function deposited() {
  const place = await scene()
  const { evidence, trust, resolve } = place
  const others = (n: number) =>
    evidence.deposit(encodeUtf8(`other ${n}`), { idempotencyKey: `other-${n}` })
  for (let n = 0; n < 5; n++) await others(n)
  const { id } = await evidence.deposit(bytes, { idempotencyKey: 'one', mediaType: 'text/plain' })
  for (let n = 5; n < 9; n++) await others(n)
  const file = await evidence.proofOf(id, 1, 'depositor')
  const verified = await verifyEvidence(file, { content: bytes, ...trust, resolve, now: noon })
  return { ...place, id, file, verified }
}

/** With the tools of the machine, and nothing of ours. */
function recheck(script: string, content: Uint8Array) {
  const [program, path] = [join(folder, 'recheck.sh'), join(folder, 'record')]
  writeFileSync(program, script)
  writeFileSync(path, content)
  const { stdout, status } = spawnSync('sh', [program, path], { encoding: 'utf8' })
  return { lines: stdout.trimEnd().split('\n'), status }
}

describe('recheckScript', () => {
  test('comes to the same verdict with openssl alone', async () => {
    const { file, trust, log } = await deposited()
    expect(recheck(recheckScript(file, trust), bytes)).toEqual({
      status: 0,
      lines: [
        'ok: bytes',
        'ok: commitment',
        'ok: inclusion',
        `ok: signature of ${log.origin}`,
        `ok: signature of witness.example at ${noon} seconds since 1970`,
      ],
    })
  })

  const parse = (file: string) => JSON.parse(file)
  test.each([
    ['bytes', (_: unknown) => undefined, encodeUtf8('another record')],
    [
      'commitment',
      (proof: { number: number; previous: string }) => {
        proof.number = 2
        proof.previous = 'A'.repeat(43)
      },
      bytes,
    ],
    [
      'inclusion',
      (proof: { log: { inclusion: string[] } }) => void proof.log.inclusion.reverse(),
      bytes,
    ],
  ])('finds other %s', async (step, change, content) => {
    const { file, trust } = await deposited()
    const proof = parse(file)
    change(proof)
    const { lines, status } = recheck(recheckScript(JSON.stringify(proof), trust), content)
    expect([status, lines.at(-1)]).toEqual([1, `FAILED: ${step}`])
  })

  test('is not written for a log that nobody named', async () => {
    const { file, trust } = await deposited()
    const code = 'checkpoint_origin_mismatch'
    const nobody = { ...trust, logs: [] }
    expect(() => recheckScript(file, nobody)).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    ['its log', 'note_not_signed', (lines: string[]) => lines.filter((_, at) => at !== 4)],
    ['no witness', 'witness_quorum_missing', (lines: string[]) => lines.slice(0, -2).concat('')],
  ])('is not written for a tree that was not signed by %s', async (_, code, change) => {
    const { file, trust } = await deposited()
    const proof = parse(file)
    proof.log.checkpoint = change(proof.log.checkpoint.split('\n')).join('\n')
    const write = () => recheckScript(JSON.stringify(proof), trust)
    expect(write).toThrow(expect.objectContaining({ code }))
  })

  test('is not written for one witness where two operators must have signed', async () => {
    const { file, trust } = await deposited()
    const [known] = trust.witnesses.witnesses
    const other = (await scene()).trust.witnesses.witnesses[0]
    const two = [known, { ...other, operator: 'another' }] as (typeof known & object)[]
    const code = 'witness_quorum_missing'
    const write = () => recheckScript(file, { ...trust, witnesses: { witnesses: two, quorum: 2 } })
    expect(write).toThrow(expect.objectContaining({ code }))
  })

  test('is not written for one operator whose witnesses signed twice', async () => {
    const { file, trust } = await deposited()
    const [known] = trust.witnesses.witnesses as [TrustedWitness]
    const others = [(await scene()).trust, (await scene()).trust].map(
      (each) => each.witnesses.witnesses[0] as TrustedWitness,
    )
    const [second, third] = others as [TrustedWitness, TrustedWitness]
    const { name, id: keyId } = second.key
    const proof = parse(file)
    proof.log.checkpoint += formatSignature({ name, keyId, signature: new Uint8Array(72) })
    const all = [known, { ...second, operator: known.operator }, { ...third, operator: 'other' }]
    const witnesses = { witnesses: all, quorum: 2 }
    const code = 'witness_quorum_missing'
    const write = () => recheckScript(JSON.stringify(proof), { ...trust, witnesses })
    expect(write).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    [
      'a path that is too long',
      (log: { inclusion: string[] }) => log.inclusion.push('A'.repeat(43)),
    ],
    // The path of what is beyond the right edge is as long as that of the last one.
    ['a place beyond the tree', (log: object) => Object.assign(log, { index: 99 })],
  ])('is not written for %s', async (_, change) => {
    const { evidence, trust } = await deposited()
    const { id } = await evidence.deposit(bytes, { idempotencyKey: 'last' })
    const proof = parse(await evidence.proofOf(id, 1, 'depositor'))
    change(proof.log)
    const code = 'merkle_inclusion_invalid'
    const write = () => recheckScript(JSON.stringify(proof), trust)
    expect(write).toThrow(expect.objectContaining({ code }))
  })

  test('is not written for an entry that commits to two things', async () => {
    const { file, trust } = await deposited()
    const proof = parse(file)
    const [head, payload, signature] = proof.entry.split('.')
    const said = decodeUtf8(decodeBase64url(payload))
    const both = said.replace('{', `{"commitment":"${'A'.repeat(43)}",`)
    proof.entry = [head, encodeBase64url(encodeUtf8(both)), signature].join('.')
    const code = 'evidence_entry_malformed'
    const write = () => recheckScript(JSON.stringify(proof), trust)
    expect(write).toThrow(expect.objectContaining({ code }))
  })

  test('finds a signature of somebody else', async () => {
    const { file, trust } = await deposited()
    const { logs } = (await scene()).trust
    const renamed = logs.map((key) => ({ ...key, id: trust.logs[0]?.id as Uint8Array }))
    const { lines, status } = recheck(recheckScript(file, { ...trust, logs: renamed }), bytes)
    expect([status, lines.at(-1)]).toEqual([1, `FAILED: signature of ${logs[0]?.name}`])
  })
})

describe('evidenceReport', () => {
  test.each([
    ['en', 'Report of evidence'],
    ['zh-CN', '存证报告'],
  ] as const)('says in %s what is proven', async (language, title) => {
    const { file, verified, trust, id, signer } = await deposited()
    const html = evidenceReport(verified, { language, file, ...trust })
    for (const part of [title, id, signer.did, '2026-09-21 14:13:20', '<html lang="']) {
      expect(html).toContain(part)
    }
    expect(html).not.toMatch(/<script|https?:\/\//)
  })

  test('writes nothing with the proof of another deposit', async () => {
    const { evidence, verified, trust } = await deposited()
    const other = await evidence.deposit(bytes, { idempotencyKey: 'another' })
    const file = await evidence.proofOf(other.id, 1, 'depositor')
    const code = 'evidence_not_verified'
    expect(() => evidenceReport(verified, { language: 'en', file, ...trust })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('writes nothing about what was not verified', async () => {
    const { file, verified, trust } = await deposited()
    const copy = { ...verified }
    const code = 'evidence_not_verified'
    expect(() => evidenceReport(copy, { language: 'en', file, ...trust })).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

describe('digestOfStream', () => {
  test('gives what the bytes in one piece give', async () => {
    const path = join(folder, 'large')
    const large = new Uint8Array(3_000_000).map((_, at) => at % 251)
    writeFileSync(path, large)
    expect(await digestOfStream(createReadStream(path))).toEqual(await contentDigestOf(large))
  })

  test('stops when its caller does', async () => {
    async function* chunks() {
      yield new Uint8Array(1)
    }
    const stopped = digestOfStream(chunks(), { signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
  })
})
