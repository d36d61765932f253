import { inflateSync } from 'node:zlib'
import { type Clock, decodeBase64url, epochSeconds, parseJson } from '@fidecura/base'
import { decodeJws, generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  createIssuer,
  createMemoryIssuedStore,
  decodeCredential,
  type IssuerOptions,
} from '../src/index.ts'

const noon = epochSeconds(1_800_000_000)
const listUrl = 'https://issuer.example/status/1'
const contents = {
  type: 'urn:example:badge:1',
  subject: 'did:example:holder',
  claims: { level: 'one' },
  validFrom: noon,
  validUntil: epochSeconds(noon + 3600),
}

async function office(options: Partial<IssuerOptions> = {}) {
  const signer = options.signer ?? (await generateSigner())
  const store = options.store ?? createMemoryIssuedStore()
  const clock: Clock = () => noon
  return createIssuer({
    signer,
    store,
    clock,
    listUrl,
    revocation: 'by_issuer_key',
    ...options,
  })
}

function listOf(token: string): { iat: number; exp: number; entries: number } {
  const { iat, exp, status_list } = parseJson(decodeJws(token).payload) as never as {
    iat: number
    exp: number
    status_list: { bits: number; lst: string }
  }
  const bytes = inflateSync(decodeBase64url(status_list.lst)).length
  return { iat, exp, entries: (bytes * 8) / status_list.bits }
}

describe('createIssuer', () => {
  test('issues nothing without a format, nor takes an entry of its list', async () => {
    const kept = createMemoryIssuedStore()
    let taken = 0
    const allocate: typeof kept.allocate = (...list) => {
      taken++
      return kept.allocate(...list)
    }
    const issuer = await office({ store: { ...kept, allocate } })
    for (const [less, place] of [
      [undefined, ''],
      [{}, 'format'],
    ] as const) {
      await expect(issuer.issue(contents, less as never)).rejects.toMatchObject({
        code: 'option_missing',
        place,
      })
    }
    expect(taken).toBe(0)
  })

  test('gives every credential an id of its own and an entry of its list', async () => {
    const issuer = await office()
    const first = await issuer.issue(contents, { format: 'vc+jwt' })
    const second = await issuer.issue(contents, { format: 'vc+jwt' })
    expect(first.id).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(second.id).not.toBe(first.id)
    const { credential } = await decodeCredential(first.token)
    expect(credential).toMatchObject({ id: first.id, status: [{ kind: 'token', list: listUrl }] })
  })

  test.each([
    ['the name of a type of ours for its URN', 'practitionerLicence'],
    ['a type of our namespace that there is not', 'urn:fidecura:credential:practitioner-licence:2'],
    ['one in another spelling', 'URN:fidecura:credential:practitioner-licence:1'],
    ['no type', ''],
  ])('issues nothing of %s, which has no schema', async (_, type) => {
    const issuer = await office()
    for (const format of ['vc+jwt', 'dc+sd-jwt'] as const) {
      await expect(issuer.issue({ ...contents, type }, { format })).rejects.toMatchObject({
        code: 'credential_claims_invalid',
        place: '/type',
      })
    }
  })

  test('publishes a list of the size and for the time that it was given', async () => {
    const byDefault = listOf((await (await office()).publish()).list)
    expect(byDefault).toEqual({ iat: noon, exp: noon + 3600, entries: 131_072 })
    const issuer = await office({ listSize: 262_144, listValidSeconds: 600 })
    expect(listOf((await issuer.publish()).list)).toEqual({
      iat: noon,
      exp: noon + 600,
      entries: 262_144,
    })
  })

  test('says in its list after how long a copy is to be fetched anew: a minute, unless it is told', async () => {
    const ttlOf = async (options: Partial<IssuerOptions>) => {
      const { list } = await (await office(options)).publish()
      return (parseJson(decodeJws(list).payload) as { ttl?: number }).ttl
    }
    expect(await ttlOf({ listTtlSeconds: 43 })).toBe(43)
    expect(await ttlOf({})).toBe(60)
  })

  test('dates no list before what it says, though the clock was set back', async () => {
    let now = noon
    const issuer = await office({ clock: () => now })
    const { id } = await issuer.issue(contents, { format: 'vc+jwt' })
    await issuer.suspend(id)
    now = epochSeconds(noon - 600)
    expect(listOf((await issuer.publish()).list).iat).toBe(noon)
    const notBefore = epochSeconds(noon + 30)
    const published = await issuer.publish({ notBefore })
    expect([published.issuedAt, listOf(published.list).iat]).toEqual([notBefore, notBefore])
  })

  test('changes nothing that it did not issue, or issued on another list', async () => {
    const signer = await generateSigner()
    const store = createMemoryIssuedStore()
    const issuer = await office({ signer, store })
    const other = await office({ signer, store, listUrl: `${listUrl}0` })
    const { id } = await other.issue(contents, { format: 'vc+jwt' })
    for (const change of [
      () => issuer.suspend(id),
      () => issuer.revoke(id),
      () => issuer.reinstate(id),
      () => issuer.suspend('urn:uuid:unknown'),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'credential_not_issued' })
    }
    await expect(other.suspend(id)).resolves.toMatchObject({ value: 'suspended', at: noon })
  })
})
