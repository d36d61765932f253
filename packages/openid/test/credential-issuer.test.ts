import { createCredentialIssuer, createMemoryGrantStore } from '@fidecura/openid/issuer'
import { describe, expect, test } from '@jest/globals'
import { createHospital, url } from './hospital.ts'
import { createRawWallet } from './raw-wallet.ts'

const good = await createHospital()
const { credential, clock } = good

describe('createCredentialIssuer', () => {
  const options = {
    url,
    credentials: [credential],
    store: createMemoryGrantStore(),
    clock: clock.now,
  }
  const signIn = async () => new Response('')
  const client = { id: 'wallet', redirectUris: ['https://wallet.example/back'] }

  test.each<[string, object, string]>([
    ['plain http', { url: 'http://hospital.example' }, 'url'],
    ['a slash at its end', { url: `${url}/` }, 'url'],
    ['a query', { url: `${url}?a=1` }, 'url'],
    ['nothing to hand out', { credentials: [] }, 'credentials'],
    ['one name twice', { credentials: [credential, credential] }, 'credentials'],
    ['a name with a space', { credentials: [{ ...credential, id: 'a b' }] }, 'credentials'],
    ['batches of none', { batchSize: 0 }, 'batchSize'],
    ['a token without an end', { timesPerToken: 11 }, 'timesPerToken'],
    ['batches of thousands', { batchSize: 1000 }, 'batchSize'],
    ['bearer tokens for an hour', { tokens: 'dpop_or_bearer', tokenSeconds: 3600 }, 'tokenSeconds'],
    ['a short secret', { nonceKey: new Uint8Array(8) }, 'nonceKey'],
    [
      'a client at plain http',
      { authorization: { signIn, clients: [{ id: 'a', redirectUris: ['http://a.example/'] }] } },
      'redirectUris',
    ],
    [
      'a client whose scheme is anybody’s',
      { authorization: { signIn, clients: [{ id: 'a', redirectUris: ['wallet:/back'] }] } },
      'redirectUris',
    ],
    ['a client twice', { authorization: { signIn, clients: [client, client] } }, 'clients'],
  ])('refuses %s', (_, changed, place) => {
    expect(() => createCredentialIssuer({ ...options, ...changed })).toThrow(
      expect.objectContaining({ code: 'openid_options_invalid', place }),
    )
  })

  test.each<[string, object, string]>([
    ['what it does not have', { credentials: ['role'] }, 'credentials'],
    ['nothing', { credentials: [] }, 'credentials'],
    ['one thing twice', { credentials: ['identity', 'identity'] }, 'credentials'],
    ['something to nobody', { reference: '' }, 'reference'],
    ['for ever', { seconds: 100_000 }, 'seconds'],
    ['under a code of two digits', { transactionCode: 2 }, 'transactionCode'],
    ['with an endless hint', { transactionCodeHint: 'x'.repeat(301) }, 'transactionCodeHint'],
    ['by signing in, where nobody can', { grant: 'authorization_code' }, 'grant'],
  ])('offers nothing %s', async (_, changed, place) => {
    const offer = { credentials: ['identity'], reference: 'R-1', ...changed }
    await expect(good.issuer.offer(offer)).rejects.toMatchObject({
      code: 'openid_options_invalid',
      place,
    })
  })

  test('answers browsers of other origins, and nobody else’s addresses or methods', async () => {
    const ask = (path: string, method: string) =>
      good.issuer.handle(new Request(`https://hospital.example${path}`, { method }))
    const preflight = await ask('/openid/credential', 'OPTIONS')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('DPoP')
    expect((await ask('/openid/credential', 'GET')).status).toBe(405)
    expect((await ask('/openid/nonce', 'DELETE')).status).toBe(405)
    expect((await ask('/openid/elsewhere', 'GET')).status).toBe(404)
    expect((await ask('/openid/offers/x', 'GET')).status).toBe(404)
    expect((await ask('/openid/par', 'POST')).status).toBe(404)
  })

  test('answers whatever is sent to it by a refusal, and never by a failure of its own', async () => {
    const failures: unknown[] = []
    const signIn = async () => new Response('')
    const { issuer } = await createHospital({
      issuing: {
        authorization: { clients: [], signIn },
        tokens: 'dpop_or_bearer',
        onFailure: (error) => failures.push(error),
      },
    })
    const bodies = [
      ...[
        '',
        '{}',
        '[]',
        'null',
        '1',
        '"a"',
        '{"a":',
        '\u0000',
        '=',
        '&&&',
        'a=%',
        'grant_type=%00',
      ],
      ...['grant_type=__proto__', 'client_id=constructor', '{"__proto__":{"a":1}}', '\ud800'],
      ...[`${'['.repeat(5000)}`, 'x'.repeat(200_000), `a=${'b=&'.repeat(20_000)}`],
    ]
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', ';;;']
    const tokens: Record<string, string>[] = [
      {},
      { authorization: 'Bearer x' },
      { authorization: 'DPoP', dpop: 'a.b.c' },
      { authorization: `DPoP ${'x'.repeat(9000)}`, dpop: 'x'.repeat(9000) },
    ]
    const statuses = new Set<number>()
    for (const path of ['par', 'token', 'credential', 'deferred', 'notification']) {
      for (const body of bodies) {
        for (const type of types) {
          for (const more of tokens) {
            const headers = { 'content-type': type, ...more }
            const request = new Request(`${url}/${path}`, { method: 'POST', body, headers })
            statuses.add((await issuer.handle(request)).status)
          }
        }
      }
    }
    for (const query of [
      '',
      '?',
      '?request_uri=',
      '?request_uri=urn:ietf:params:oauth:request_uri:',
    ]) {
      statuses.add((await issuer.handle(new Request(`${url}/authorize${query}`))).status)
    }
    expect([...statuses].toSorted()).toEqual([400, 401])
    expect(failures).toEqual([])
  })

  test('keeps no code and no token where it remembers them', async () => {
    const store = createMemoryGrantStore()
    const kept: string[] = []
    const watched = {
      ...store,
      insert: (...call: Parameters<typeof store.insert>) => {
        kept.push(JSON.stringify(call))
        return store.insert(...call)
      },
    }
    const hospital = await createHospital({ issuing: { store: watched } })
    const made = await hospital.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const wallet = await createRawWallet(hospital)
    const code = /pre-authorized_code%22%3A%22([\w-]{43})/.exec(made.linkByValue)?.[1] ?? ''
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code' }
    const tx_code = made.transactionCode ?? ''
    const { body } = await wallet.token({ ...form, 'pre-authorized_code': code, tx_code })
    const secrets = [code, body['access_token'], made.link.split('%2F').at(-1), tx_code]
    expect(secrets.every((one) => typeof one === 'string' && one.length >= 6)).toBe(true)
    for (const secret of secrets) expect(kept.join()).not.toContain(secret)
  })

  test('answers 503 where its store does not answer, and issues nothing', async () => {
    const broken = { ...createMemoryGrantStore(), insert: () => Promise.reject(new Error('down')) }
    const hospital = await createHospital({ issuing: { store: broken } })
    const wallet = await createRawWallet(hospital)
    const said = await wallet.token({ grant_type: 'x' })
    expect(said).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
  })
})

describe('createMemoryGrantStore', () => {
  test('refuses rather than forget, and forgets what is over', async () => {
    const store = createMemoryGrantStore({ maxEntries: 1 })
    const { clock } = await createHospital()
    const now = clock.now()
    const entry = { kind: 'token', key: 'a', state: '1', expiresAt: clock.advance(10) }
    expect(await store.insert(entry, now)).toBe(true)
    expect(await store.insert(entry, now)).toBe(false)
    const other = { ...entry, key: 'b' }
    await expect(store.insert(other, now)).rejects.toMatchObject({ code: 'openid_store_failed' })
    expect(await store.insert(other, clock.now())).toBe(true)
    expect(await store.replace({ ...other, state: '0' }, '2')).toBe(false)
    expect(await store.replace(other, '2')).toBe(true)
    expect((await store.take('token', 'b'))?.state).toBe('2')
    expect(await store.take('token', 'b')).toBeUndefined()
  })
})
