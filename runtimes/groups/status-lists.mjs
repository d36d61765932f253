import { codeOf, refuses, same } from '../lib/expect.mjs'
import { createSetting, entryOf, noon, sourceOf, statusOf } from '../lib/setting.mjs'

/** What is packed, unpacked and refused: the half of the code that engines bring themselves. */
export async function statusLists(ours) {
  const { base, credentials, identity } = ours
  const setting = await createSetting(ours)
  const { root, now, resolve } = setting
  const read = async (token, entry) => {
    const reader = credentials.createStatusReader({ source: sourceOf(ours, token, now), resolve })
    return (await reader.read(entry, { issuer: root.did, now, maxAgeSeconds: 60 })).value
  }
  const payloadOf = (token) => base.parseJson(identity.decodeJws(token).payload, { maxBytes: 1e7 })
  const packed = async (format) => {
    const claims = payloadOf((await statusOf(ours, setting, format)).token)
    return format === 'token'
      ? claims.status_list.lst
      : claims.credentialSubject.encodedList.slice(1)
  }
  /** Signs a list again with other bytes in it, so that nothing but unpacking can refuse it. */
  const readBytes = async (format, bytes) => {
    const claims = payloadOf((await statusOf(ours, setting, format)).token)
    const text = base.encodeBase64url(bytes)
    const token =
      format === 'token'
        ? await identity.signJws(
            { ...claims, status_list: { ...claims.status_list, lst: text } },
            { signer: root, typ: 'statuslist+jwt' },
          )
        : await identity.signJws(
            {
              ...claims,
              credentialSubject: { ...claims.credentialSubject, encodedList: `u${text}` },
            },
            { signer: root, typ: 'vc+jwt' },
          )
    return read(token, entryOf(format, 7))
  }
  const checks = {}
  for (const format of ['token', 'bitstring']) {
    checks[`a ${format} list says what it was made to say`] = async () => {
      const indices = [0, 7, 8, 4711, 131_071]
      const entries = indices.map((index) => ({ index, value: 'revoked' }))
      const { token } = await statusOf(ours, setting, format, entries)
      for (const index of indices) {
        same(await read(token, entryOf(format, index)), 'revoked')
        same(await read(token, entryOf(format, index ^ 2)), 'valid')
      }
      await refuses('status_index_out_of_range', () => read(token, entryOf(format, 131_072)))
    }
    checks[`a ${format} list that does not unpack to one list is refused`] = async () => {
      const good = base.decodeBase64url(await packed(format))
      same(await readBytes(format, good), 'valid')
      const altered = good.slice()
      altered[altered.length - 1] ^= 1
      const other = base.decodeBase64url(await packed(format === 'token' ? 'bitstring' : 'token'))
      const spoilt = {
        'a byte after its end': base.concatBytes(good, Uint8Array.of(0)),
        'two lists in one': base.concatBytes(good, good),
        'cut short': good.subarray(0, -1),
        'cut short by its checksum': good.subarray(0, -4),
        'another checksum or length': altered,
        'the other compression': other,
        'not packed at all': new Uint8Array(16_384),
        'no bytes': new Uint8Array(),
      }
      const accepted = []
      for (const [what, bytes] of Object.entries(spoilt)) {
        const code = await codeOf(() => readBytes(format, bytes))
        if (code !== 'status_list_malformed') accepted.push([what, code])
      }
      same(accepted, [])
    }
    checks[`a ${format} list that unpacks to more than 4 MiB is refused`] = async () => {
      const compression = format === 'token' ? 'deflate' : 'gzip'
      const pack = async (length) => {
        const stream = new Blob([new Uint8Array(length)]).stream()
        const through = stream.pipeThrough(new CompressionStream(compression))
        return new Uint8Array(await new Response(through).arrayBuffer())
      }
      same(await readBytes(format, await pack(4_194_304)), 'valid')
      const tooLong = await pack(4_194_305)
      await refuses('status_list_malformed', () => readBytes(format, tooLong))
      const bomb = await pack(67_108_864)
      await refuses('status_list_malformed', () => readBytes(format, bomb))
    }
  }
  checks['lists of both formats are read as published by zlib'] = async () => {
    // The first example of draft-ietf-oauth-status-list-21 §4.1: eight bits a byte, 0xb9 0xa3.
    const bytes = base.decodeBase64url('eNrbuRgAAhcBXQ')
    const claims = payloadOf((await statusOf(ours, setting, 'token')).token)
    const list = {
      ...claims,
      iat: noon,
      status_list: { bits: 1, lst: base.encodeBase64url(bytes) },
    }
    const token = await identity.signJws(list, { signer: root, typ: 'statuslist+jwt' })
    const values = []
    for (let index = 0; index < 16; index++)
      values.push((await read(token, entryOf('token', index)))[0])
    same(values.join(''), 'rvvrrrvrrrvvvrvr')
  }
  return checks
}
