import { CodedError, encodeUtf8 } from '@fidecura/base'
import { openBackup } from '@fidecura/identity/backup'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'

const numRuns = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 1500)
const version = 'urn:fidecura:backup:1'
const passphrase = 'correct horse battery'

/** One turn of PBKDF2: what is tried here is how files are read. */
async function jweOf(contents: Uint8Array): Promise<string> {
  return await new CompactEncrypt(contents)
    .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', typ: 'fidecura-backup+jwe' })
    .setKeyManagementParameters({ p2c: 1 })
    .encrypt(encodeUtf8(passphrase))
}

const fileOf = (jwe: unknown): Uint8Array => encodeUtf8(`${JSON.stringify({ version, jwe })}\n`)

/** A code instead where it was refused. Anything else is a crash. */
async function outcomeOf(file: Uint8Array): Promise<string> {
  try {
    await openBackup(file, { passphrase })
    return 'opened'
  } catch (error) {
    if (CodedError.is(error)) return error.code
    throw error
  }
}

const items = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('credential', 'receipt', 'history'), text: fc.string() }),
    fc.record({ kind: fc.string(), text: fc.jsonValue() }),
    fc.jsonValue(),
  ),
  { maxLength: 4 },
)
const contents = fc.oneof(
  fc
    .record({ createdAt: fc.nat(), items })
    .map((members) => encodeUtf8(JSON.stringify({ version, ...members }))),
  fc.jsonValue().map((value) => encodeUtf8(JSON.stringify(value))),
  fc.uint8Array(),
)

describe('openBackup', () => {
  test('refuses with a code whatever is no file of ours', async () => {
    const good = fileOf(
      await jweOf(encodeUtf8(JSON.stringify({ version, createdAt: 1, items: [] }))),
    )
    expect(await outcomeOf(good)).toBe('opened')
    const changed = fc
      .tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([place, bits]) => good.map((byte, i) => (i === place ? byte ^ bits : byte)))
    const files = fc.oneof(changed, fc.jsonValue().map(fileOf), fc.string().map(fileOf), contents)
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        expect(await outcomeOf(file)).toMatch(/^(?:opened|backup_\w+)$/)
      }),
      { numRuns },
    )
  })

  test('refuses with a code whatever somebody who knew the passphrase put into one', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(contents, async (inner) => {
        const outcome = await outcomeOf(fileOf(await jweOf(inner)))
        seen.add(outcome)
        expect(outcome).toMatch(/^(?:opened|backup_\w+)$/)
      }),
      { numRuns },
    )
    expect([...seen]).toEqual(expect.arrayContaining(['opened', 'backup_malformed']))
  })
})
