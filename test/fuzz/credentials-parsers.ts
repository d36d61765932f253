import { epochSeconds, type JsonObject, type JsonValue } from '@fidecura/base'
import {
  assertHealthClaims,
  createVerifier,
  credentialTypes,
  decodeCredential,
  decodeSdJwt,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  issueTrustBundle,
  openTrustBundle,
  parseIssuingAccreditationClaims,
  parsePatientIdentityClaims,
  parsePractitionerLicenceClaims,
  parsePractitionerRoleClaims,
  presentationVersion,
  presentCredential,
} from '@fidecura/credentials'
import { createResolver, decodeJws, parseDidDocument, resolveDidKey } from '@fidecura/identity'
import { decodeDisclosure } from '../../packages/credentials/src/disclosure.ts'
import { parsePresentation } from '../../packages/credentials/src/presentation-bundle.ts'
import { parseBitstringList } from '../../packages/credentials/src/status/bitstring-list.ts'
import { parseStatusHistory } from '../../packages/credentials/src/status/status-history.ts'
import { parseListPayload } from '../../packages/credentials/src/status/status-list.ts'
import { parseTokenList } from '../../packages/credentials/src/status/token-list.ts'
import {
  readCredentialStatus,
  readStatusClaim,
} from '../../packages/credentials/src/status-entry.ts'
import {
  cardiology,
  contentsOf,
  healthClaims,
  holder,
  issuer,
  later,
  noon,
} from '../../packages/credentials/test/samples.ts'
import {
  findAsOracle,
  searchOf,
  waysByOracle,
} from '../../packages/credentials/test/verifier/authority-oracle.ts'
import { jsonOf, textOf } from './input.ts'
import { randomOf } from './random.ts'
import type { Parser } from './run-parser.ts'

const url = 'https://hospital.example/status/1'
const types = Object.values(credentialTypes)
const now = epochSeconds(noon + 60)

type Texts = readonly [string, ...string[]]

export async function credentialsParsers(): Promise<readonly Parser[]> {
  const issue = (type: string, format: 'vc+jwt' | 'dc+sd-jwt'): Promise<string> =>
    issueCredential(contentsOf(type), { signer: issuer, format })
  const vcJwts = (await Promise.all(types.map((type) => issue(type, 'vc+jwt')))) as [string]
  const sdJwts = (await Promise.all(types.map((type) => issue(type, 'dc+sd-jwt')))) as [string]
  const asked = {
    signer: holder,
    audience: 'platform',
    nonce: 'nonce-1',
    issuedAt: noon,
    now: noon,
  }
  const [sdJwt] = sdJwts
  const presented = await presentCredential(sdJwt, { ...asked, disclose: 'all' })
  return [
    ...(await tokenParsers(vcJwts, [...sdJwts, presented], presented)),
    ...claimParsers(),
    ...(await statusParsers()),
    ...(await bundleParsers(vcJwts)),
    authorityParser,
  ]
}

/** Not a parser: what it is given decides on a tree of accreditations, which an oracle judges too. */
const authorityParser: Parser = {
  name: 'findAuthority',
  grammar: 'bytes',
  samples: [allowedTree()],
  parse: (input) => findAsOracle(searchOf(randomOf(Buffer.from(input).toString('hex')).int)),
}

/** The first number, as text, whose tree allows something. */
function allowedTree(): string {
  for (let seed = 0; ; seed++) {
    const text = String(seed)
    const search = searchOf(randomOf(Buffer.from(text).toString('hex')).int)
    if (waysByOracle(search).size > 0) return text
  }
}

async function tokenParsers(
  vcJwts: Texts,
  sdJwts: Texts,
  presented: string,
): Promise<readonly Parser[]> {
  const disclosures = presented.split('~').slice(1, -1) as [string, ...string[]]
  const list = await issueStatusList(
    { url, size: 131_072, entries: [], issuedAt: noon, validUntil: later, format: 'token' },
    { signer: issuer },
  )
  const verifier = createVerifier({
    roots: [{ did: issuer.did, types }],
    resolve: createResolver({ methods: { key: resolveDidKey } }),
    clock: () => now,
    status: { list: async () => ({ token: list, fetchedAt: now }), history: async () => undefined },
    maxStatusAgeSeconds: 60,
  } as unknown as Parameters<typeof createVerifier>[0])
  const ofOne = sdJwts[types.indexOf(credentialTypes.practitionerLicence)] as string
  const bundle = { version: presentationVersion, credentials: [presented], chain: [vcJwts[0]] }
  return [
    { name: 'decodeCredential, vc+jwt', grammar: 'jws', samples: vcJwts, parse: decodeText },
    { name: 'decodeCredential, dc+sd-jwt', grammar: 'sd-jwt', samples: sdJwts, parse: decodeText },
    {
      name: 'decodeSdJwt',
      grammar: 'sd-jwt',
      samples: sdJwts,
      parse: (input) => decodeSdJwt(textOf(input)),
    },
    {
      name: 'decodeDisclosure',
      grammar: 'json',
      samples: disclosures.map((one) => Buffer.from(one, 'base64url')) as [Buffer, ...Buffer[]],
      parse: (input) => decodeDisclosure(Buffer.from(input).toString('base64url')),
    },
    {
      name: 'decodeDisclosure, its base64url',
      grammar: 'text',
      samples: disclosures,
      parse: (input) => decodeDisclosure(textOf(input)),
    },
    {
      name: 'parsePresentation',
      grammar: 'json',
      samples: [JSON.stringify(bundle)],
      parse: (input) => parsePresentation(textOf(input)),
    },
    {
      name: 'verifyCredential',
      grammar: 'sd-jwt',
      samples: [ofOne],
      parse: (input) => verifier.verifyCredential(textOf(input)),
    },
  ]
}

const decodeText = (input: Uint8Array): unknown => decodeCredential(textOf(input))

function claimParsers(): readonly Parser[] {
  const parsers: readonly [string, (claims: JsonObject) => unknown][] = [
    [credentialTypes.practitionerLicence, parsePractitionerLicenceClaims],
    [credentialTypes.practitionerRole, parsePractitionerRoleClaims],
    [credentialTypes.issuingAccreditation, parseIssuingAccreditationClaims],
    [credentialTypes.patientIdentity, parsePatientIdentityClaims],
  ]
  const all = Object.entries(healthClaims)
  const credentials = all.map(([type, claims]) => JSON.stringify({ types: [type], claims }))
  return [
    ...parsers.map(
      ([type, parse]): Parser => ({
        name: parse.name,
        grammar: 'json',
        samples: [JSON.stringify(healthClaims[type])],
        parse: (input) => parse(jsonOf(input) as JsonObject),
      }),
    ),
    {
      name: 'assertHealthClaims',
      grammar: 'json',
      samples: credentials as [string, ...string[]],
      // Only what decodeCredential made comes here: types are texts, claims an object.
      parse: (input) => {
        const { types: said, claims } = (jsonOf(input) ?? {}) as JsonObject
        const named = [said].flat().filter((type) => typeof type === 'string')
        const object = typeof claims === 'object' && claims !== null ? claims : {}
        return assertHealthClaims({ types: named, claims: object, subject: holder.did } as never)
      },
    },
    {
      name: 'readStatusClaim',
      grammar: 'json',
      samples: [`{"status_list":{"idx":1,"uri":"${url}"}}`],
      parse: (input) => readStatusClaim(jsonOf(input)),
    },
    {
      name: 'readCredentialStatus',
      grammar: 'json',
      samples: [
        JSON.stringify({
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '1',
          statusListCredential: url,
        }),
      ],
      parse: (input) => readCredentialStatus(jsonOf(input)),
    },
  ]
}

async function statusParsers(): Promise<readonly Parser[]> {
  const entries = [{ index: 7, value: 'revoked', at: noon }] as const
  const common = { url, size: 131_072, entries, issuedAt: noon, validUntil: later }
  const options = { signer: issuer }
  const payloadOf = (token: string): Uint8Array => decodeJws(token).payload
  const token = payloadOf(await issueStatusList({ ...common, format: 'token' }, options))
  const bitstring = payloadOf(
    await issueStatusList({ ...common, format: 'bitstring', purpose: 'revocation' }, options),
  )
  const history = payloadOf(
    await issueStatusHistory({ url, changes: entries, issuedAt: noon }, options),
  )
  return [
    {
      name: 'parseTokenList',
      grammar: 'json',
      samples: [token],
      parse: (input) => parseTokenList(parseListPayload(input)),
    },
    {
      name: 'parseBitstringList',
      grammar: 'json',
      samples: [bitstring],
      parse: (input) => parseBitstringList(parseListPayload(input)),
    },
    { name: 'parseStatusHistory', grammar: 'json', samples: [history], parse: parseStatusHistory },
  ]
}

async function bundleParsers(chain: readonly string[]): Promise<readonly Parser[]> {
  const document = parseDidDocument({ id: cardiology } as JsonValue, cardiology)
  const resolved = { did: cardiology, document, resolvedAt: noon, history: 'unknown' } as const
  const bundle = await issueTrustBundle(
    {
      sequence: 1,
      issuedAt: noon,
      documents: [resolved],
      lists: [{ url, token: 'a.b.c', fetchedAt: noon }],
      histories: [],
      chain,
    },
    { signer: issuer },
  )
  const state = { load: async () => undefined, advance: async () => true }
  const { parseBundleContent } = await import(
    '../../packages/credentials/src/bundle/bundle-content.ts'
  )
  return [
    {
      name: 'openTrustBundle',
      grammar: 'jws',
      samples: [bundle],
      parse: (input) =>
        openTrustBundle(textOf(input), {
          signer: issuer.did,
          state,
          now,
          purpose: 'live',
        } as never),
    },
    {
      name: 'parseBundleContent',
      grammar: 'json',
      samples: [decodeJws(bundle).payload],
      parse: parseBundleContent,
    },
  ]
}
