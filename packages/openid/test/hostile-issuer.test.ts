import { createGuardedFetch } from '@fidecura/base/node'
import { credentialTypes, issueCredential } from '@fidecura/credentials'
import { generateSigner, type Signer } from '@fidecura/identity'
import {
  type AcceptOfferOptions,
  acceptCredentialOffer,
  type OpenedOffer,
  openCredentialOffer,
} from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createHospital, type Hospital, type HospitalOptions, period } from './hospital.ts'

const { patientIdentity, practitionerLicence } = credentialTypes
const claims = {
  record: { system: 'urn:oid:2.999.1.1', value: 'R-1' },
  method: 'in_person',
} as const

type Reply = (path: string, honest: Response, request: Request) => Promise<Response | undefined>

/** An offer of a hospital whose answers are bent, and a wallet that accepts it. */
async function tempted(reply: Reply, options: HospitalOptions = {}) {
  const events: string[] = []
  const onNotification = async ({ event }: { readonly event: string }) => void events.push(event)
  const hospital = await createHospital({
    ...options,
    issuing: { onNotification, ...options.issuing },
    intercept: async (request, handle) => {
      const copy = request.clone()
      const honest = await handle(request)
      const path = new URL(request.url).pathname
      return (await reply(path, honest.clone(), copy)) ?? honest
    },
  })
  const { link } = await hospital.issuer.offer({
    credentials: ['identity'],
    reference: 'R-1',
    transactionCode: 'none',
  })
  const keys: Signer[] = []
  let kept = 0
  const accept = async (more: Partial<AcceptOfferOptions> = {}) => {
    const offer = await openCredentialOffer(link, hospital.network)
    return await acceptCredentialOffer(offer, {
      verifier: hospital.verifier,
      chain: hospital.chain,
      createKey: async () => {
        const key = await generateSigner()
        keys.push(key)
        return key
      },
      keep: async () => {
        kept++
        return 'kept'
      },
      ...more,
    })
  }
  return { hospital, keys, accept, events, keptTimes: () => kept }
}

/** In the place of what was handed out. */
function handing(
  make: (hospital: Hospital, keys: readonly Signer[]) => Promise<readonly string[]>,
  options: HospitalOptions = {},
) {
  const setting = tempted(async (path, honest) => {
    if (!path.endsWith('/credential') || honest.status !== 200) return undefined
    const { hospital, keys } = await setting
    const credentials = (await make(hospital, keys)).map((credential) => ({ credential }))
    const body = (await honest.json()) as object
    return Response.json({ ...body, credentials })
  }, options)
  return setting
}

async function issueTo(
  { bank, clock }: Hospital,
  { did: subject, publicKey: holderKey }: Pick<Signer, 'did' | 'publicKey'>,
  from = bank,
): Promise<string> {
  const contents = { type: patientIdentity, subject, holderKey, claims, ...period(clock.now()) }
  return (await from.issue(contents, { format: 'dc+sd-jwt' })).token
}

const stranger = await generateSigner()
const first = (keys: readonly Signer[]): Signer => keys[0] as Signer

describe('acceptCredentialOffer, of credentials that hold,', () => {
  test('takes one that was issued to its key', async () => {
    const { accept, events } = await handing(async (hospital, keys) => [
      await issueTo(hospital, first(keys)),
    ])
    expect(await accept()).toHaveLength(1)
    expect(events).toEqual(['credential_accepted'])
  })

  test.each<
    [
      string,
      string,
      (hospital: Hospital, keys: readonly Signer[]) => Promise<readonly string[]>,
      number,
    ]
  >([
    [
      'for the key of somebody else',
      'key',
      async (hospital) => [await issueTo(hospital, stranger)],
      1,
    ],
    [
      'about somebody else, for its own key',
      'subject',
      async (hospital, keys) => [
        await issueTo(hospital, { did: stranger.did, publicKey: first(keys).publicKey }),
      ],
      1,
    ],
    [
      'of another issuer, who may issue it',
      'issuer',
      async (hospital, keys) => [await issueTo(hospital, first(keys), hospital.authority)],
      1,
    ],
    [
      'twice for one key',
      'key',
      async (hospital, keys) => [
        await issueTo(hospital, first(keys)),
        await issueTo(hospital, first(keys)),
      ],
      2,
    ],
    [
      'under one id',
      'copies',
      async (hospital, keys) => {
        const { signer, clock } = hospital
        const id = 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001'
        const issue = ({ did: subject, publicKey: holderKey }: Signer, index: number) =>
          issueCredential(
            {
              ...{ type: patientIdentity, id, subject, holderKey, claims },
              ...period(clock.now()),
              issuedAt: clock.now(),
              status: { kind: 'token', list: 'https://hospital.example/status/1', index },
            },
            { signer, format: 'dc+sd-jwt' },
          )
        return Promise.all(keys.map(issue))
      },
      2,
    ],
  ])('refuses those %s', async (_, place, make, copies) => {
    const { accept, events, keptTimes } = await handing(make)
    await expect(accept({ copies })).rejects.toMatchObject({
      code: 'openid_credential_unexpected',
      place,
    })
    expect(keptTimes()).toBe(0)
    expect(events).toEqual(['credential_failure'])
  })

  test('refuses one of another type than was shown', async () => {
    const { accept } = await tempted(
      async (path, honest) => {
        if (!path.includes('openid-credential-issuer')) return undefined
        return new Response((await honest.text()).replace(patientIdentity, practitionerLicence))
      },
      { method: 'web' },
    )
    await expect(accept()).rejects.toMatchObject({
      code: 'openid_credential_unexpected',
      place: 'type',
    })
  })

  test('refuses one whose issuer stands elsewhere, where nobody signs the metadata', async () => {
    const { accept } = await handing(
      async (hospital, keys) => [await issueTo(hospital, first(keys), hospital.authority)],
      { method: 'web' },
    )
    await expect(accept()).rejects.toMatchObject({
      code: 'openid_credential_unexpected',
      place: 'issuer',
    })
  })

  test('refuses more of them than it asked for', async () => {
    const { accept } = await handing(async (hospital, keys) => [
      await issueTo(hospital, first(keys)),
      await issueTo(hospital, stranger),
    ])
    await expect(accept()).rejects.toMatchObject({
      code: 'openid_message_malformed',
      place: '/credentials',
    })
  })

  test('takes fewer', async () => {
    const { accept } = await handing(async (hospital, keys) => [
      await issueTo(hospital, first(keys)),
    ])
    expect(await accept({ copies: 3 })).toHaveLength(1)
  })
})

describe('acceptCredentialOffer, of a credential that does not hold,', () => {
  test('keeps nothing without a way to a root', async () => {
    const { accept, events, keptTimes } = await tempted(async () => undefined)
    await expect(accept({ chain: [] })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    expect(keptTimes()).toBe(0)
    expect(events).toEqual(['credential_failure'])
  })

  test('keeps nothing that was altered', async () => {
    const { accept, keptTimes } = await handing(async (hospital, keys) => {
      const token = await issueTo(hospital, first(keys))
      return [token.replace(/\.[\w-]{4}/, '.AAAA')]
    })
    await expect(accept()).rejects.toMatchObject({ outcome: 'failed' })
    expect(keptTimes()).toBe(0)
  })
})

describe('acceptCredentialOffer, of a server,', () => {
  const answering =
    (path: string, response: () => Response): Reply =>
    async (asked) =>
      asked.endsWith(path) ? response() : undefined
  const bearer = { access_token: 'x', token_type: 'Bearer' }
  const refusing = (error: unknown) => () => Response.json({ error }, { status: 400 })

  test.each<[string, Reply, object]>([
    [
      'that binds its token to nothing',
      answering('/token', () => Response.json(bearer)),
      { code: 'openid_message_malformed', place: '/token_type' },
    ],
    [
      'that gives no token',
      answering('/token', () => Response.json({ token_type: 'DPoP' })),
      { code: 'openid_message_malformed' },
    ],
    [
      'whose token is for something else',
      answering('/token', () =>
        Response.json({
          access_token: 'x',
          token_type: 'DPoP',
          authorization_details: [
            {
              type: 'openid_credential',
              credential_configuration_id: 'x',
              credential_identifiers: ['y'],
            },
          ],
        }),
      ),
      { code: 'openid_refused', reason: 'insufficient_scope' },
    ],
    [
      'that refuses',
      answering('/token', refusing('invalid_grant')),
      { code: 'openid_refused', reason: 'invalid_grant' },
    ],
    [
      'that refuses in words of its own',
      answering('/token', refusing('<b>call 555-0100</b>')),
      { code: 'openid_refused', reason: 'other' },
    ],
    [
      'that refuses in no words',
      answering('/token', () => new Response('no', { status: 403 })),
      { code: 'openid_refused', reason: 'other' },
    ],
    [
      'that fails',
      answering('/token', () => new Response('', { status: 500 })),
      { code: 'openid_server_failed', outcome: 'unknown' },
    ],
    [
      'that sends it elsewhere',
      answering('/token', () => Response.redirect('https://evil.example/', 307)),
      { code: 'http_redirect_refused' },
    ],
    [
      'that never ends',
      answering('/token', () => new Response('x'.repeat(2_000_000))),
      { code: 'http_too_large' },
    ],
    [
      'that names a member twice',
      answering('/token', () => new Response('{"a":1,"a":2}')),
      { code: 'openid_message_malformed' },
    ],
    [
      'that has no nonce',
      answering('/nonce', () => Response.json({})),
      { code: 'openid_message_malformed', place: '/c_nonce' },
    ],
    [
      'that hands out nothing',
      answering('/credential', () => Response.json({ credentials: [] })),
      { code: 'openid_message_malformed' },
    ],
    [
      'that hands out what is no text',
      answering('/credential', () => Response.json({ credentials: [{ credential: {} }] })),
      { code: 'openid_message_malformed' },
    ],
    [
      'that is not ready',
      answering('/credential', () =>
        Response.json({ transaction_id: 'x', interval: 5 }, { status: 202 }),
      ),
      { code: 'openid_not_ready', outcome: 'unknown' },
    ],
  ])('refuses one %s', async (_, reply, error) => {
    const { accept, keptTimes } = await tempted(reply)
    await expect(accept()).rejects.toMatchObject(error)
    expect(keptTimes()).toBe(0)
  })

  test('answers the question for a nonce once', async () => {
    let asked = 0
    const { accept } = await tempted(async (path) => {
      if (!path.endsWith('/token')) return undefined
      asked++
      const headers = { 'dpop-nonce': `n-${asked}` }
      return Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers })
    })
    await expect(accept()).rejects.toMatchObject({ reason: 'use_dpop_nonce' })
    expect(asked).toBe(2)
  })

  test('asks once more with another nonce, where the first is refused', async () => {
    let asked = 0
    const { accept } = await tempted(async (path, _, request) => {
      if (!path.endsWith('/credential') || !request.headers.has('dpop')) return undefined
      asked++
      return refusing('invalid_nonce')()
    })
    await expect(accept()).rejects.toMatchObject({ reason: 'invalid_nonce' })
    expect(asked).toBe(2)
  })

  test('takes a bearer token where it knows no other', async () => {
    const setting = tempted(
      async (path, honest) => {
        if (!path.includes('oauth-authorization-server')) return undefined
        const { dpop_signing_alg_values_supported: _, ...metadata } =
          (await honest.json()) as Record<string, unknown>
        return Response.json(metadata)
      },
      { issuing: { tokens: 'dpop_or_bearer' } },
    )
    expect(await (await setting).accept()).toHaveLength(1)
  })

  test('keeps what came though nobody hears that it did', async () => {
    const reply = answering('/notification', () => new Response('', { status: 500 }))
    const { accept, keptTimes } = await tempted(reply)
    expect(await accept()).toHaveLength(1)
    expect(keptTimes()).toBe(1)
  })
})

describe('acceptCredentialOffer', () => {
  test.each([
    ['of too few digits', '12345'],
    ['of letters', 'abcdef'],
    ['that is none', ''],
    ['that nobody typed', undefined],
  ])('sends no transaction code %s', async (_, transactionCode) => {
    const hospital = await createHospital()
    const { link } = await hospital.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const offer = await openCredentialOffer(link, hospital.network)
    const { verifier, sent } = hospital
    const asked = sent.length
    const options = {
      verifier,
      createKey: () => generateSigner(),
      keep: async () => 'kept' as const,
    }
    const typed = transactionCode === undefined ? {} : { transactionCode }
    await expect(acceptCredentialOffer(offer, { ...options, ...typed })).rejects.toMatchObject({
      code: 'openid_transaction_code_malformed',
    })
    expect(sent.length).toBe(asked)
  })

  test.each<[string, Partial<AcceptOfferOptions>, object]>([
    [
      'a transaction code that nobody asked for',
      { transactionCode: '123456' },
      { code: 'openid_transaction_code_malformed' },
    ],
    [
      'what is not offered',
      { configurations: ['role'] },
      { code: 'openid_options_invalid', place: 'configurations' },
    ],
    [
      'nothing',
      { configurations: [] },
      { code: 'openid_options_invalid', place: 'configurations' },
    ],
    ['no copies', { copies: 0 }, { code: 'openid_options_invalid', place: 'copies' }],
    ['nowhere to keep it', { keep: undefined as never }, { code: 'option_missing', place: 'keep' }],
    [
      'nobody to judge it',
      { verifier: undefined as never },
      { code: 'option_missing', place: 'verifier' },
    ],
  ])('refuses %s', async (_, options, error) => {
    const { accept } = await tempted(async () => undefined)
    await expect(accept(options)).rejects.toMatchObject(error)
  })

  test('proves no key of an algorithm that the issuer does not take', async () => {
    const { accept } = await tempted(
      async (path, honest) => {
        if (!path.includes('openid-credential-issuer')) return undefined
        return new Response((await honest.text()).replace('"ES256","ES384","EdDSA"', '"ES384"'))
      },
      { method: 'web' },
    )
    await expect(accept()).rejects.toMatchObject({ code: 'openid_credential_unsupported' })
  })

  test('takes the very offer that was opened, and no copy of it', async () => {
    const hospital = await createHospital()
    const { link } = await hospital.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const offer = await openCredentialOffer(link, hospital.network)
    const { verifier } = hospital
    const options = {
      verifier,
      createKey: () => generateSigner(),
      keep: async () => 'kept' as const,
    }
    const copy = { ...offer, issuer: { ...offer.issuer, host: 'other.example' } } as OpenedOffer
    await expect(acceptCredentialOffer(copy, options)).rejects.toMatchObject({
      code: 'openid_not_opened',
    })
  })
})

test('openCredentialOffer connects to no private address, whatever the offer names', async () => {
  const { network } = await createHospital()
  const offer = { credential_issuer: 'https://127.0.0.1', credential_configuration_ids: ['a'] }
  const link = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
  const opening = openCredentialOffer(link, { ...network, fetch: createGuardedFetch() })
  await expect(opening).rejects.toMatchObject({ code: 'http_address_refused' })
})
