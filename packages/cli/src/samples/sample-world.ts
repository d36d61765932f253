import {
  type Clock,
  type EpochSeconds,
  epochSeconds,
  type Fetch,
  type JsonObject,
} from '@fidecura/base'
import {
  createIssuer,
  createMemoryIssuedStore,
  type Issuer,
  type KeptStatusToken,
} from '@fidecura/credentials'
import {
  createCommonResolver,
  createDidDocument,
  type Did,
  generateSigner,
  type ResolveDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'

/** What says of credentials whether they still hold, and whether they did. */
export interface SampleStatus {
  readonly lists: readonly KeptStatusToken[]
  readonly histories: readonly KeptStatusToken[]
}

/** An invented organisation that issues. */
export interface SampleIssuer {
  readonly did: Did
  readonly name: string
  readonly signer: Signer
  readonly thumbprint: string
  readonly issuer: Issuer
}

/** Everybody in the samples, and the clock by which they act. All of them are invented. */
export interface SampleWorld {
  readonly instant: EpochSeconds
  /** Seconds before the instant of the samples at which what follows is done. */
  setBefore(seconds: number): void
  readonly clock: Clock
  readonly resolve: ResolveDid
  readonly authority: SampleIssuer
  readonly hospital: SampleIssuer
  readonly department: SampleIssuer
  /** Whose list nobody carries here. */
  readonly remote: SampleIssuer
  /** Whom nobody accredited. */
  readonly mill: SampleIssuer
  readonly bundler: Signer
  readonly doctor: Signer
  readonly colleague: Signer
  readonly patient: Signer
  readonly stranger: Signer
  /** Lists and histories of all but one, as they stand. */
  publish(): Promise<SampleStatus>
}

export const day = 86_400
export const recordSystem = 'urn:oid:2.999.1.1'

/** The number of a record. */
export interface SampleRecord {
  readonly system: string
  readonly value: string
}

const records = {
  consented: 'R-4711',
  withdrawn: 'R-4712',
  silent: 'R-4713',
  old: 'R-4714',
} as const

/** One for each thing that its patient may have said. */
export function sampleRecord(which: keyof typeof records): SampleRecord {
  return { system: recordSystem, value: records[which] }
}

/** Everybody gets new keys; those of organisations on the web are hosted by nobody but the bundle. */
export async function createSampleWorld(instant: EpochSeconds): Promise<SampleWorld> {
  let now = instant
  const clock: Clock = () => now
  const documents = new Map<string, JsonObject>()
  const issuers: SampleIssuer[] = []
  const found = async (name: string, path?: string): Promise<SampleIssuer> => {
    const signer = await generateSigner(
      path === undefined
        ? {}
        : { did: `did:web:${path.replaceAll('/', ':')}` as Did, fragment: 'key-1' },
    )
    const { did, publicKey: jwk } = signer
    if (path !== undefined) {
      const file = path.includes('/') ? 'did.json' : '.well-known/did.json'
      const document = createDidDocument({ did, keys: [{ fragment: 'key-1', jwk }] })
      documents.set(`https://${path}/${file}`, document)
    }
    const listUrl = `https://${path ?? 'authority.example'}/status/1`
    const store = createMemoryIssuedStore()
    const issuer = createIssuer({ signer, store, clock, listUrl, revocation: 'by_issuer_key' })
    const one = { did, name, signer, thumbprint: await thumbprintOf(jwk), issuer }
    issuers.push(one)
    return one
  }
  const fetch: Fetch = async (url) => Response.json(documents.get(String(url)))
  const authority = await found('Riverland Health Authority')
  const hospital = await found('Example Hospital', 'hospital.example')
  const department = await found('Cardiology, Example Hospital', 'hospital.example/cardiology')
  const mill = await found('Example Diploma Mill', 'mill.example')
  const remote = await found('Island Clinic, Example Hospital', 'hospital.example/island')
  return {
    instant,
    clock,
    setBefore(seconds) {
      now = epochSeconds(instant - seconds)
    },
    resolve: createCommonResolver({ fetch }),
    ...{ authority, hospital, department, remote, mill },
    bundler: await generateSigner(),
    doctor: await generateSigner(),
    colleague: await generateSigner(),
    patient: await generateSigner(),
    stranger: await generateSigner(),
    async publish() {
      const lists: KeptStatusToken[] = []
      const histories: KeptStatusToken[] = []
      const fetchedAt = clock()
      for (const { issuer } of issuers.filter((each) => each !== remote)) {
        const { list, history } = await issuer.publish()
        lists.push({ url: issuer.listUrl, token: list, fetchedAt })
        histories.push({ url: issuer.listUrl, token: history, fetchedAt })
      }
      return { lists, histories }
    },
  }
}
