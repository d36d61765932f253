import { deepFreeze, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { createMemoryWordState, defaultVocabulary } from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
} from '@fidecura/consent/register'
import {
  createVerifier,
  credentialTypes,
  issueStatusHistory,
  issueStatusList,
  type StatusSource,
  type StatusValue,
  type Verifier,
  type VerifierOptions,
} from '@fidecura/credentials'
import {
  createDidWebResolver,
  createResolver,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import {
  type CreateCredentialArgs,
  createConsentPlugin,
  createCredentialPlugin,
  createDidJwkProvider,
  createDidKeyProvider,
  createDidWebProvider,
  createMemorySignerStore,
  createSignerKms,
  didWebDocumentOf,
  type MethodsOf,
  quietAgent,
  signerOfIdentifier,
} from '@fidecura/veramo'
import { createAgent } from '@veramo/core'
import type { IIdentifier, TAgent } from '@veramo/core-types'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { KeyManager, MemoryKeyStore } from '@veramo/key-manager'

export const now: EpochSeconds = epochSeconds(1_800_000_000)
export const day = 86_400
export const date = (instant: number): string => new Date(instant * 1000).toISOString()
export const membership = 'urn:example:membership:1'
export const audience = 'https://clinic.example'
export const record = deepFreeze({ system: 'urn:oid:2.999.1.1', value: 'R-1' })
const listUrl = 'https://hospital.example/status/1'

/** Status entries of what is issued here. */
export const status = (index: number) =>
  deepFreeze({ kind: 'token', list: listUrl, index } as const)

type Managers = ReturnType<typeof managersOf>
type Plugins = [
  ...Managers,
  ReturnType<typeof createCredentialPlugin>,
  ReturnType<typeof createConsentPlugin>,
]
type HospitalAgent = TAgent<MethodsOf<Plugins>>

export interface Hospital {
  readonly agent: HospitalAgent
  readonly managers: Managers
  readonly hospital: IIdentifier
  readonly patient: IIdentifier
  readonly doctor: IIdentifier
  readonly stranger: IIdentifier
  readonly verifier: Verifier
  readonly resolve: ResolveDid
  readonly clock: () => EpochSeconds
  readonly register: Register
  /** What the hospital's list says, by index. */
  readonly states: Map<number, StatusValue>
  readonly network: { isUp: boolean }
  signerOf(identifier: IIdentifier): Promise<Signer>
  /** What a verifier needs to trust the hospital, but for where it learns of status. */
  readonly trust: Omit<VerifierOptions, 'status'>
  readonly source: StatusSource
  /** Another agent with the same keys that judges by another verifier. */
  agentWith(verifier: Verifier): HospitalAgent
  /** Hosts the document of a did:web as it is now, with further members. */
  host(identifier: IIdentifier, members?: JsonObject): Promise<void>
}

/** One agent with the keys of a hospital, its patient, its doctor and somebody else. */
export async function createHospital(): Promise<Hospital> {
  const managers = managersOf()
  const { resolve, host } = resolverOf()
  const clock = (): EpochSeconds => now
  const keeper = createAgent<MethodsOf<Managers>>({ plugins: managers })
  const signerOf = (identifier: IIdentifier): Promise<Signer> =>
    signerOfIdentifier(identifier.did, { agent: keeper }, { resolve, clock })
  const person = (alias: string): Promise<IIdentifier> =>
    keeper.didManagerCreate({ alias, provider: 'did:key' })
  const hospital = await person('hospital')
  const signer = await signerOf(hospital)
  const { source, states, network } = statusOf(signer)

  const types = [...Object.values(credentialTypes), membership]
  const trust = { roots: [{ did: signer.did, types }], resolve, clock }
  const verifier = createVerifier({ ...trust, status: source })
  const store = createMemoryRegisterStore()
  const agentWith = (judge: Verifier): HospitalAgent => {
    const plugins: Plugins = [
      ...managers,
      createCredentialPlugin({ verifier: judge }),
      createConsentPlugin({
        verifier: judge,
        register: { did: signer.did, keys: 'any' },
        words: createMemoryWordState(),
        maxAgeSeconds: 60,
        combine: 'deny_overrides',
        vocabulary: defaultVocabulary,
      }),
    ]
    return quietAgent(createAgent<MethodsOf<Plugins>>({ plugins }))
  }
  return {
    agent: agentWith(verifier),
    managers,
    hospital,
    patient: await person('patient'),
    doctor: await person('doctor'),
    stranger: await person('stranger'),
    verifier,
    resolve,
    clock,
    register: createRegister({ signer, store, verifier }),
    states,
    network,
    signerOf,
    trust,
    source,
    agentWith,
    host,
  }
}

/** A key manager over signers of this process, and a DID manager with our three methods. */
export function managersOf(): [KeyManager, DIDManager] {
  const kms = createSignerKms({ name: 'signers', store: createMemorySignerStore() })
  const options = { kms: 'signers' }
  return [
    new KeyManager({ store: new MemoryKeyStore(), kms: { signers: kms } }),
    new DIDManager({
      store: new MemoryDIDStore(),
      defaultProvider: 'did:key',
      providers: {
        'did:key': createDidKeyProvider(options),
        'did:jwk': createDidJwkProvider(options),
        'did:web': createDidWebProvider(options),
      },
    }),
  ]
}

function resolverOf(): Pick<Hospital, 'resolve' | 'host'> {
  const pages = new Map<string, string>()
  const web = createDidWebResolver({
    fetch: async (url) => {
      const page = pages.get(url)
      return new Response(page ?? '', { status: page === undefined ? 404 : 200 })
    },
  })
  return {
    resolve: createResolver({
      methods: { key: resolveDidKey, jwk: resolveDidJwk, web },
      cache: { maxEntries: 0 },
    }),
    async host(identifier, members = {}) {
      const place = identifier.did.slice('did:web:'.length).replaceAll(':', '/')
      const path = place.includes('/') ? place : `${place}/.well-known`
      const document = { ...(await didWebDocumentOf(identifier)), ...members }
      pages.set(`https://${path}/did.json`, JSON.stringify(document))
    },
  }
}

function statusOf(signer: Signer) {
  const states: Hospital['states'] = new Map()
  const network = { isUp: true }
  const changes = () => [...states].map(([index, value]) => ({ index, value, at: now }))
  const assertUp = (): void => {
    if (!network.isUp) throw new TypeError('fetch failed')
  }
  const source: StatusSource = {
    async list(url) {
      assertUp()
      const content = { format: 'token', url, size: 131_072, entries: changes() } as const
      const dates = { issuedAt: now, validUntil: epochSeconds(now + day) }
      return { token: await issueStatusList({ ...content, ...dates }, { signer }), fetchedAt: now }
    },
    async history(url) {
      assertUp()
      const content = { url, changes: changes(), issuedAt: now }
      return { token: await issueStatusHistory(content, { signer }), fetchedAt: now }
    },
  }
  return { source, states, network }
}

/** Arguments for a credential of the hospital about somebody, bound to their key. */
export async function about(
  { hospital, signerOf }: Hospital,
  subject: IIdentifier,
  more: {
    readonly type?: string
    readonly claims?: JsonObject
    readonly credential?: JsonObject
    readonly args?: Partial<CreateCredentialArgs>
  } = {},
): Promise<CreateCredentialArgs> {
  const { publicKey } = await signerOf(subject)
  return deepFreeze({
    credential: {
      issuer: hospital.did,
      type: [more.type ?? membership],
      credentialSubject: { id: subject.did, ...(more.claims ?? { name: 'Wen Example' }) },
      validFrom: date(now - day),
      validUntil: date(now + day),
      ...more.credential,
    },
    proofFormat: 'dc+sd-jwt',
    holderKey: publicKey,
    status: status(1),
    ...more.args,
  })
}

/** The compact token of a document. */
export function tokenOf({
  proof,
}: {
  readonly proof: { readonly [name: string]: unknown }
}): string {
  return String(proof['jwt'])
}
