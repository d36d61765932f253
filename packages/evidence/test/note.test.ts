import { encodeBase64url, epochSeconds } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { formatCheckpoint, parseCheckpoint, verifyCheckpoint } from '../src/note/checkpoint.ts'
import { cosign, cosignedAt } from '../src/note/cosignature.ts'
import { noteKeyOf, parseNoteKey } from '../src/note/note-key.ts'
import {
  assertNoteSignedBy,
  formatNote,
  formatSignature,
  parseNote,
  signNote,
} from '../src/note/signed-note.ts'

// The example of https://pkg.go.dev/golang.org/x/mod/sumdb/note.
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  note:
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}

const signer = await generateSigner({ algorithm: 'EdDSA' })
const other = await generateSigner({ algorithm: 'EdDSA' })
const name = 'log.clinic.example/2026'
const log = await noteKeyOf(name, 'log', signer.publicKey)
const text = formatCheckpoint({ origin: name, size: 7, root: new Uint8Array(32).fill(5) })
const signed = formatNote(await signNote(text, { name, signer }))

describe('parseNoteKey', () => {
  test('reads what noteKeyOf wrote', async () => {
    expect(await parseNoteKey(log.text)).toEqual(log)
  })

  test.each([
    ['an id that is not that of the key', log.text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['a kind of key that is not known', 'x+00000000+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWA'],
    ['a name with a space', log.text.replace('log.', 'log ')],
    ['no base64', log.text.slice(0, -1)],
    ['nothing', ''],
  ])('refuses %s', async (_, key) => {
    await expect(parseNoteKey(key)).rejects.toMatchObject({ code: 'note_key_malformed' })
  })

  test('refuses a key that is not of Ed25519', async () => {
    const { publicKey } = await generateSigner({ algorithm: 'ES256' })
    const key = noteKeyOf(name, 'log', publicKey)
    await expect(key).rejects.toMatchObject({ code: 'note_key_malformed' })
  })
})

describe('parseNote', () => {
  test('reads a published note, which its author signed', async () => {
    const note = parseNote(published.note)
    await assertNoteSignedBy(note, await parseNoteKey(published.key))
    expect(formatNote(note)).toBe(published.note)
  })

  test.each([
    ['no signatures', text],
    ['no newline at its end', signed.slice(0, -1)],
    ['an empty text', signed.slice(text.length - 1)],
    ['a control character', signed.replace('7', '7\u0007')],
    ['a carriage return', signed.replace('\n', '\r\n')],
    ['half a surrogate pair', signed.replace('7', '\ud800')],
    ['a signature without a name', signed.replace(`— ${name}`, '— ')],
    ['another dash', signed.replace('— ', '- ')],
    ['a signature that is no base64', signed.replace(/.=?=?\n$/, '\n')],
    ['101 signatures', signed + signed.slice(text.length + 1).repeat(100)],
    ['more than 65,536 characters', `${'a'.repeat(65_536)}\n${signed}`],
  ])('refuses %s', (_, note) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: 'note_malformed' }))
  })
})

describe('verifyCheckpoint', () => {
  test('reads what the log signed', async () => {
    expect(await verifyCheckpoint(signed, log)).toMatchObject({ origin: name, size: 7 })
  })

  test('refuses a change of any byte', async () => {
    const bytes = new TextEncoder().encode(signed)
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice()
      changed[at] = (changed[at] as number) ^ 1
      await expect(verifyCheckpoint(new TextDecoder().decode(changed), log)).rejects.toMatchObject({
        outcome: 'failed',
      })
    }
  })

  test('refuses a signature by another key under the same name', async () => {
    const forged = formatNote(await signNote(text, { name, signer: other }))
    await expect(verifyCheckpoint(forged, log)).rejects.toMatchObject({ code: 'note_not_signed' })
  })

  test('refuses one under the id of the key', async () => {
    const note = await signNote(text, { name, signer: other })
    const signatures = note.signatures.map((each) => ({ ...each, keyId: log.id }))
    const forged = formatNote({ text, signatures })
    const code = 'note_signature_invalid'
    await expect(verifyCheckpoint(forged, log)).rejects.toMatchObject({ code })
  })

  test('refuses the checkpoint of another log that the same key signed', async () => {
    const origin = 'log.clinic.example/2027'
    const root = new Uint8Array(32)
    const note = await signNote(formatCheckpoint({ origin, size: 7, root }), { name, signer })
    const code = 'checkpoint_origin_mismatch'
    await expect(verifyCheckpoint(formatNote(note), log)).rejects.toMatchObject({ code })
  })

  test('refuses what a witness signed alone', async () => {
    const witness = await noteKeyOf(name, 'witness', signer.publicKey)
    const cosignature = await cosign(text, { name, signer, at: epochSeconds(1) })
    const note = formatNote({ text, signatures: [cosignature] })
    for (const key of [log, witness]) {
      await expect(verifyCheckpoint(note, key)).rejects.toMatchObject({ code: 'note_not_signed' })
    }
  })
})

describe('parseCheckpoint', () => {
  const root = `${'A'.repeat(43)}=`
  test('passes over lines of extensions', () => {
    expect(parseCheckpoint(`o\n0\n${root}\nmore\n`)).toMatchObject({ origin: 'o', size: 0 })
  })

  test.each([
    ['no origin', `\n0\n${root}\n`],
    ['a size with a zero in front', `o\n07\n${root}\n`],
    ['a negative size', `o\n-1\n${root}\n`],
    ['a size beyond 2^53', `o\n9007199254740993\n${root}\n`],
    ['a short root', `o\n0\n${encodeBase64url(new Uint8Array(30))}\n`],
    ['an empty line', `o\n0\n${root}\n\n`],
    ['no newline at its end', `o\n0\n${root}`],
    ['two lines', 'o\n0\n'],
  ])('refuses %s', (_, checkpoint) => {
    const code = 'checkpoint_malformed'
    expect(() => parseCheckpoint(checkpoint)).toThrow(expect.objectContaining({ code }))
  })
})

describe('cosignedAt', () => {
  const place = { name: 'witness.example', signer: other }
  const at = epochSeconds(1_790_000_000)

  test('tells the earliest instant at which a witness signed', async () => {
    const witness = await noteKeyOf(place.name, 'witness', other.publicKey)
    const signatures = [
      await cosign(text, { ...place, at }),
      await cosign(text, { ...place, at: epochSeconds(at - 5) }),
    ]
    expect(await cosignedAt({ text, signatures }, witness)).toBe(at - 5)
    expect(await cosignedAt({ text, signatures: [] }, witness)).toBeUndefined()
  })

  test('refuses another instant, another text and a signature of an author', async () => {
    const witness = await noteKeyOf(place.name, 'witness', other.publicKey)
    const cosignature = await cosign(text, { ...place, at })
    const later = cosignature.signature.slice()
    later[7] = (later[7] as number) ^ 1
    const author = await signNote(text, place)
    const wrong = [
      { text, signatures: [{ ...cosignature, signature: later }] },
      { text: text.replace('7', '8'), signatures: [cosignature] },
      { text, signatures: author.signatures.map((each) => ({ ...each, keyId: witness.id })) },
      { text, signatures: [{ ...cosignature, signature: cosignature.signature.slice(0, 8) }] },
    ]
    for (const note of wrong) {
      await expect(cosignedAt(note, witness)).rejects.toMatchObject({
        code: 'note_signature_invalid',
      })
    }
  })

  test('never takes the key of a log for that of a witness', async () => {
    const cosignature = await cosign(text, { ...place, at })
    const key = await noteKeyOf(place.name, 'log', other.publicKey)
    const signatures = [{ ...cosignature, keyId: key.id }]
    expect(await cosignedAt({ text, signatures }, key)).toBeUndefined()
  })

  test('writes one line a signature', async () => {
    const line = formatSignature(await cosign(text, { ...place, at }))
    expect(line).toMatch(
      /^— witness\.example [A-Za-z0-9+/]{101}=\n$|^— witness\.example [A-Za-z0-9+/=]+\n$/,
    )
  })
})
