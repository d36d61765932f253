import type { JsonObject } from '@fidecura/base'
import { presentCredential } from '@fidecura/credentials'
import { digestOf, signJws } from '@fidecura/identity'
import { consentRequestTransaction } from '@fidecura/openid'
import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import {
  askPlainly,
  bind,
  codeOf,
  createWorld,
  firstOf,
  nameOnly,
  noon,
  other,
  post,
} from './world.ts'

const kind = 'https://clinic.example/agreement'
const agreement = { type: kind, credentialIds: ['licence'], content: { text: 'I agree.' } }
const known = { transactionTypes: [kind, consentRequestTransaction] }
const asking = { ...other, transactionData: [agreement] }
const disclose = ['name']

describe('an agreement', () => {
  test('is shown, and signed with what is presented', async () => {
    const world = await createWorld()
    const { session, link } = await world.openid.ask(nameOnly, asking)
    const request = await world.open(link, known)
    expect(request.transactions).toMatchObject([agreement])
    await presentTo(request, { chosen: firstOf(request) })
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({ kind: 'presented', transactions: [agreement] })
  })

  test('may be a consent request, as it was signed', async () => {
    const world = await createWorld()
    const payload: JsonObject = { purpose: 'treatment' }
    const signed = await signJws(payload, { signer: world.clinic, typ: 'consent-request+jwt' })
    const transactionData = [
      { type: consentRequestTransaction, credentialIds: ['licence'], content: { request: signed } },
    ]
    const { link } = await world.openid.ask(nameOnly, { ...other, transactionData })
    const { transactions } = await world.open(link, known)
    expect(transactions[0]?.content).toEqual({ request: signed })
  })

  test('is refused by a wallet that does not show its kind', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, asking)
    for (const options of [{}, { transactionTypes: ['x'] }]) {
      await expect(world.open(link, options)).rejects.toMatchObject({
        code: 'openid_transaction_unsupported',
      })
    }
  })

  test.each([
    [
      'a query that is not made',
      { ...agreement, credentialIds: ['x'] },
      'openid_transaction_unsupported',
    ],
    ['no query', { ...agreement, credentialIds: [] }, 'openid_message_malformed'],
    [
      'a member of the standard',
      { ...agreement, content: { type: 'x' } },
      'openid_options_invalid',
    ],
    [
      'more than is read',
      { ...agreement, content: { x: 'x'.repeat(65_536) } },
      'openid_options_invalid',
    ],
  ])('is not asked for with %s', async (_, item, code) => {
    const world = await createWorld()
    await expect(
      world.openid.ask(nameOnly, { ...other, transactionData: [item] }),
    ).rejects.toMatchObject({ code })
  })

  test('counts only if the holder has signed for it, and for nothing else', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { session, request } = await askPlainly(world, nameOnly, asking)
    const { client_id: audience, nonce, state, transaction_data: asked } = request
    const hash = await digestOf(asked[0])
    const signer = world.doctor
    const show = (transactionDataHashes?: readonly string[]) =>
      presentCredential(world.licence, {
        ...{ disclose, signer, audience, nonce, issuedAt: noon },
        ...(transactionDataHashes === undefined ? {} : { transactionDataHashes }),
      })
    const presented = (await show()).slice(0, (await show()).lastIndexOf('~') + 1)
    const bound = (more: JsonObject) => bind(presented, signer, { aud: audience, nonce, ...more })
    const wrong = [
      await show(),
      await show([]),
      await show(['A'.repeat(43)]),
      await show([hash, 'A'.repeat(43)]),
      await bound({ transaction_data_hashes: [hash] }),
      await bound({ transaction_data_hashes: [hash], transaction_data_hashes_alg: 'sha-512' }),
      await bound({ transaction_data_hashes: hash, transaction_data_hashes_alg: 'sha-256' }),
      await bound({ transaction_data_hashes_alg: 'sha-256' }),
    ]
    const send = (token: string) =>
      post(world, request.response_uri, { vp_token: JSON.stringify({ licence: [token] }), state })
    for (const token of wrong) {
      expect(await codeOf(await send(token))).toBe('openid_transaction_mismatch')
    }
    expect((await send(await show([hash]))).status).toBe(200)
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'presented' })
  })

  test('is not taken where none was asked for', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { request } = await askPlainly(world)
    const { client_id: audience, nonce, state } = request
    const token = await presentCredential(world.licence, {
      ...{ disclose, signer: world.doctor, audience, nonce, issuedAt: noon },
      transactionDataHashes: ['A'.repeat(43)],
    })
    const form = { vp_token: JSON.stringify({ licence: [token] }), state }
    expect(await codeOf(await post(world, request.response_uri, form))).toBe(
      'openid_transaction_mismatch',
    )
  })

  test('is signed with one credential, of those that may', async () => {
    const type = 'https://college.example/membership'
    const world = await createWorld({ types: [type] })
    const member = await world.issue({ type, claims: { name: 'Dr Ada Example' } })
    const [licence] = nameOnly.credentials
    const query = {
      credentials: [
        { ...licence, id: 'licence' },
        { id: 'member', format: 'dc+sd-jwt', meta: { vct_values: [type] } },
      ],
    } as typeof nameOnly
    const held = [...world.held, { token: member, signer: world.doctor }]
    const both = { ...agreement, credentialIds: ['member', 'licence'] }
    const ask = { ...other, transactionData: [both] }
    const { session, link } = await world.openid.ask(query, ask)
    const request = await world.open(link, { ...known, held })
    await presentTo(request, { chosen: firstOf(request) })
    const answer = await world.openid.collect(session)
    if (answer.kind !== 'presented') throw new Error(answer.kind)
    expect(Object.keys(answer.byQuery).toSorted()).toEqual(['licence', 'member'])
    expect(answer.byQuery['member']?.[0]?.types).toEqual([type])
    expect(answer.byQuery['licence']?.[0]?.types).not.toEqual([type])
  })

  test('is not signed with a credential that may not, nor left out', async () => {
    const type = 'https://college.example/membership'
    const world = await createWorld({ types: [type], verifier: { encrypted: false } })
    const member = await world.issue({ type, claims: {} })
    const query: typeof nameOnly = {
      credentials: [
        ...nameOnly.credentials,
        { id: 'member', format: 'dc+sd-jwt', meta: { vct_values: [type] } },
      ],
      credential_sets: [{ options: [['licence'], ['licence', 'member']] }],
    }
    const ask = { ...other, transactionData: [{ ...agreement, credentialIds: ['member'] }] }
    const { link, request } = await askPlainly(world, query, ask)
    const held = [...world.held, { token: member, signer: world.doctor }]
    const opened = await world.open(link, { ...known, held })
    const [licence, membership] = opened.queries.flatMap(({ candidates }) => candidates)
    if (licence === undefined || membership === undefined) throw new Error('no candidates')
    await expect(presentTo(opened, { chosen: [licence] })).rejects.toMatchObject({
      code: 'openid_choice_invalid',
      place: 'member',
    })
    const { client_id: audience, nonce, state, transaction_data: asked } = request
    const signed = { audience, nonce, issuedAt: noon, signer: world.doctor }
    const transactionDataHashes = [await digestOf(asked[0])]
    const by = { ...signed, disclose, transactionDataHashes }
    const wrong = {
      licence: [await presentCredential(world.licence, by)],
      member: [await presentCredential(member, { ...signed, disclose: [] })],
    }
    const form = { vp_token: JSON.stringify(wrong), state }
    expect(await codeOf(await post(world, request.response_uri, form))).toBe(
      'openid_transaction_mismatch',
    )
    await presentTo(opened, { chosen: [licence, membership] })
  })

  test('may be answered beside it: what was said arrives, encrypted or not', async () => {
    for (const encrypted of [true, false]) {
      const world = await createWorld({ verifier: { encrypted } })
      const second = { ...agreement, content: { text: 'I agree to that, too.' } }
      const transactionData = [agreement, second]
      const { session, link } = await world.openid.ask(nameOnly, { ...other, transactionData })
      const request = await world.open(link, known)
      const [, transaction] = request.transactions
      if (transaction === undefined) throw new Error('not asked')
      const answers = [{ transaction, answer: 'signed.by.me' }]
      await presentTo(request, { chosen: firstOf(request), answers })
      const answer = await world.openid.collect(session)
      expect(answer).toMatchObject({
        transactions: [{ answer: undefined }, { ...second, answer: 'signed.by.me' }],
      })
    }
  })

  test('is not answered beside what another request asks', async () => {
    const world = await createWorld()
    const [{ link }, elsewhere] = [
      await world.openid.ask(nameOnly, asking),
      await world.openid.ask(nameOnly, asking),
    ]
    const request = await world.open(link, known)
    const [transaction] = (await world.open(elsewhere.link, known)).transactions
    if (transaction === undefined) throw new Error('not asked')
    const answers = [{ transaction, answer: 'x' }]
    await expect(presentTo(request, { chosen: firstOf(request), answers })).rejects.toMatchObject({
      code: 'openid_choice_invalid',
      place: 'transaction',
    })
  })

  test('is refused with words beside it that nobody asked for, or that are none', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { request } = await askPlainly(world, nameOnly, asking)
    const { client_id: audience, nonce, state, transaction_data: asked } = request
    const hash = await digestOf(asked[0])
    const token = await presentCredential(world.licence, {
      ...{ disclose, signer: world.doctor, audience, nonce, issuedAt: noon },
      transactionDataHashes: [hash],
    })
    const said = 'urn:fidecura:openid4vp:transaction-answers:1'
    const vp = { vp_token: JSON.stringify({ licence: [token] }), state }
    for (const [words, code] of [
      [{ ['A'.repeat(43)]: 'x' }, 'openid_answer_unrequested'],
      [{ [hash]: 1 }, 'openid_message_malformed'],
      [{ [hash]: 'x'.repeat(262_145) }, 'openid_message_malformed'],
      [['x'], 'openid_message_malformed'],
    ] as const) {
      const form = { ...vp, [said]: JSON.stringify(words) }
      expect(await codeOf(await post(world, request.response_uri, form))).toBe(code)
    }
    const form = { ...vp, [said]: JSON.stringify({ [hash]: 'x' }) }
    expect((await post(world, request.response_uri, form)).status).toBe(200)
  })
})
