import { inspect } from 'node:util'
import { CodedError, type JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseDcqlQuery } from '../../src/dcql/parse-dcql-query.ts'
import { openCrafted } from './crafted-request.ts'
import { askPlainly, createWorld, post, show } from './world.ts'

/** Texts that must be in no error and in no answer of a server. */
const canary = /Ada Example|L-1/

async function outcomeOf(tried: Promise<unknown>): Promise<unknown> {
  try {
    await tried
    return undefined
  } catch (error) {
    return error
  }
}

function expectCoded(error: unknown): void {
  if (error === undefined) return
  expect(CodedError.is(error)).toBe(true)
  expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toMatch(canary)
}

const names = [
  ...['aud', 'exp', 'iat', 'nbf', 'client_id', 'response_type', 'response_mode', 'response_uri'],
  ...['nonce', 'state', 'dcql_query', 'client_metadata', 'transaction_data', 'redirect_uri'],
]
const json = fc.jsonValue({ maxDepth: 4 })

describe('a wallet', () => {
  test('refuses with a code whatever a link says', async () => {
    const world = await createWorld()
    const link = fc.oneof(
      fc.string(),
      fc
        .dictionary(
          fc.constantFrom('client_id', 'request', 'request_uri', 'request_uri_method', ...names),
          fc.oneof(
            fc.string(),
            fc.webUrl(),
            fc.constant(`decentralized_identifier:${world.clinic.did}`),
          ),
        )
        .map((members) => `openid4vp://?${new URLSearchParams(members)}`),
    )
    await fc.assert(
      fc.asyncProperty(link, async (text) => {
        const error = await outcomeOf(world.open(text))
        expect(error).toBeDefined()
        expectCoded(error)
      }),
      { numRuns: 300, seed: 11 },
    )
  })

  test('opens a signed request or refuses it with a code, whatever is in it', async () => {
    const world = await createWorld()
    const members = fc.dictionary(fc.constantFrom(...names), json, { minKeys: 1, maxKeys: 3 })
    await fc.assert(
      fc.asyncProperty(members, async (changed) => {
        expectCoded(await outcomeOf(openCrafted(world, { members: changed as JsonObject })))
      }),
      { numRuns: 200, seed: 12 },
    )
  })

  test('reads a query or refuses it with a code', () => {
    const query = fc.oneof(
      json,
      fc.record({
        credentials: fc.array(
          fc.dictionary(fc.constantFrom('id', 'format', 'meta', 'claims', 'claim_sets'), json),
        ),
        credential_sets: json,
      }),
    )
    fc.assert(
      fc.property(query, (input) => {
        try {
          parseDcqlQuery(input)
        } catch (error) {
          expect(error).toMatchObject({ code: 'openid_query_malformed' })
        }
      }),
      { numRuns: 500, seed: 13 },
    )
  })
})

describe('a verifier', () => {
  test('answers whatever is sent to it, and nothing of it comes back', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { request, requestUri } = await askPlainly(world)
    const url = fc.oneof(
      fc.constantFrom(request.response_uri as string, requestUri),
      fc.webPath().map((path) => `https://clinic.example/openid${path}`),
    )
    const token = fc.oneof(json, fc.dictionary(fc.constant('licence'), fc.array(fc.string())))
    const form = fc.record({
      vp_token: token.map((value) => JSON.stringify(value)),
      state: fc.constant(request.state as string),
      note: fc.constant('Ada Example'),
    })
    await fc.assert(
      fc.asyncProperty(url, fc.oneof(fc.string(), form), async (to, body) => {
        const response = await post(world, to, body)
        expect([200, 400, 404, 405]).toContain(response.status)
        if (to === request.response_uri) expect(response.status).toBe(400)
        expect(await response.text()).not.toMatch(canary)
      }),
      { numRuns: 300, seed: 14 },
    )
  })

  test('takes no answer of which one character was changed', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { request } = await askPlainly(world)
    const right = await show(world, request)
    const send = (token: string) => {
      const vp_token = JSON.stringify({ licence: [token] })
      return post(world, request.response_uri, { vp_token, state: request.state })
    }
    const place = fc.nat(right.length - 1)
    await fc.assert(
      fc.asyncProperty(
        place,
        fc.constantFrom('A', 'z', '-', '.', '~', ' '),
        async (at, character) => {
          fc.pre(right[at] !== character)
          const response = await send(right.slice(0, at) + character + right.slice(at + 1))
          expect(response.status).toBe(400)
          expect(await response.text()).not.toMatch(canary)
        },
      ),
      { numRuns: 300, seed: 15 },
    )
    expect((await send(right)).status).toBe(200)
  })
})
