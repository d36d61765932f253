import { CodedError, encodeUtf8 } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { leastCpuMs } from '../../../../test/cpu.ts'
import type { Signer } from '../../src/index.ts'
import {
  addWitnessProofs,
  type DidLogResolution,
  resolveDidLog,
  signWitnessProof,
  updateDidLog,
  type WrittenDidLog,
} from '../../src/index.webvh.ts'
import { parseDidLog } from '../../src/webvh/did-log-entry.ts'
import { create, day, entriesOf, logOf, newKey, now } from './desk.ts'

let one: Signer
let written: WrittenDidLog
let witnesses: Uint8Array
let honest: DidLogResolution

const judge = (log: Uint8Array, file = witnesses): Promise<DidLogResolution> =>
  resolveDidLog(written.did, { log, witnesses: file, now, version: { at: now } })

/** The code of the refusal, or the resolution. Whatever is not coded is a defect, and fails the test. */
async function verdict(work: () => unknown): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    if (CodedError.is(error)) return error.code
    throw error
  }
}

beforeAll(async () => {
  const witness = await newKey()
  one = await newKey()
  const rule = { threshold: 1, witnesses: [witness.did] }
  const created = await create(one, { witness: rule })
  written = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
  const proof = await signWitnessProof(written.versionId, { signer: witness, created: day(1) })
  witnesses = encodeUtf8(addWitnessProofs(undefined, written.versionId, [proof]))
  honest = await judge(encodeUtf8(written.log))
})

describe('resolveDidLog', () => {
  test('takes no log in which one byte was changed for one that says something else', async () => {
    const bytes = encodeUtf8(written.log)
    const place = fc.nat({ max: bytes.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Uint8Array.from(bytes)
        changed[at] = (changed[at] as number) ^ change
        const result = await verdict(() => judge(changed))
        // White space between the lines may become other white space.
        if (typeof result !== 'string') expect(result).toEqual(honest)
      }),
      { numRuns: 1000 },
    )
  })

  test('takes no file of proofs in which one byte was changed', async () => {
    const place = fc.nat({ max: witnesses.length - 2 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 127 }), async (at, change) => {
        const changed = Uint8Array.from(witnesses)
        changed[at] = (changed[at] as number) ^ change
        expect(await verdict(() => judge(encodeUtf8(written.log), changed))).toMatch(/^did_log_/)
      }),
      { numRuns: 1000 },
    )
  })

  test('has a coded answer to any JSON in any place of a log', async () => {
    const members = ['versionId', 'versionTime', 'parameters', 'state', 'proof'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...members),
        fc.nat(1),
        fc.jsonValue(),
        async (name, i, json) => {
          const entries = entriesOf(written.log)
          Object.assign(entries[i] ?? {}, { [name]: json })
          // It may happen to be what stood there.
          fc.pre(logOf(entries) !== written.log)
          expect(await verdict(() => judge(encodeUtf8(logOf(entries))))).toMatch(/^did_/)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('has a coded answer to any JSON for a parameter', async () => {
    const names = ['method', 'scid', 'updateKeys', 'nextKeyHashes', 'witness', 'portable', 'ttl']
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(1),
        fc.jsonValue(),
        async (name, i, json) => {
          const entries = entriesOf(written.log)
          Object.assign(entries[i]?.parameters ?? {}, { [name]: json })
          expect(await verdict(() => judge(encodeUtf8(logOf(entries))))).toMatch(/^did_/)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('judges the longest log that it takes in well under the time of a page', async () => {
    let { log } = await create(one)
    const line = encodeUtf8(log).length
    expect(256 * line).toBeLessThan(524_288)
    // Each entry is written with the whole log verified, so a few stand for the many.
    for (let i = 1; i < 32; i++) {
      log = (await updateDidLog(log, { signer: one, versionTime: day(i) })).log
    }
    const did = entriesOf(log)[0]?.state['id'] as WrittenDidLog['did']
    const options = { log: encodeUtf8(log), now, version: { at: now } }
    const judgeAll = async () => {
      for (let i = 0; i < 8; i++) await resolveDidLog(did, options)
    }
    // For 256 entries; about 30 on an idle machine.
    expect(await leastCpuMs(judgeAll, { enoughMs: 500 })).toBeLessThan(500)
  })
})

describe('parseDidLog', () => {
  test('has a coded answer to any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        expect(await verdict(() => parseDidLog(bytes))).toMatch(/^did_log_/)
      }),
      { numRuns: 2000 },
    )
  })
})
