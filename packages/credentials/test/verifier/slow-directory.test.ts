import type { Fetch } from '@fidecura/base'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  type AccreditationSource,
  accreditationsUrlOf,
  createHttpAccreditationSource,
  type StatusSource,
  statusListType,
  type Verifier,
  writeAccreditations,
} from '../../src/index.ts'
import {
  accredit,
  badge,
  createWorld,
  entryIn,
  issueBadge,
  issuingAccreditation,
  join,
  type Party,
  verifierOf,
  type World,
} from './world.ts'

const top = 'https://authority.example/accreditations'
const below = 'https://department.example/accreditations'
const slow = 'https://slow.example/status'

let world: World
let authority: Party
let department: Party
let clinic: Party
let upper: string
let token: string
/** Which of the department's own lists were asked for, in order. */
let asked: string[]

/** What becomes of whoever asks for one of these lists. */
let answer: () => ReturnType<StatusSource['list']>

const hang = (): Promise<never> => new Promise(() => undefined)
const break_ = async (): Promise<never> => {
  throw new Error('Gone')
}

const status: StatusSource = {
  list: (url, options) => {
    if (!url.startsWith(slow)) return world.status.list(url, options)
    asked.push(url)
    return answer()
  },
}

/** An accreditation of the clinic by the department, in a list of its own. */
const lower = (position: number): Promise<string> => {
  const list = `${slow}/${position}`
  const entry = { kind: 'token', list, index: position } as const
  return accredit(department, clinic, { name: `Clinic ${position}` }, { status: entry })
}

const many = (count: number): Promise<readonly string[]> =>
  Promise.all([...Array(count).keys()].map(lower))

const verifierWith = (source: AccreditationSource): Verifier => {
  const types = [badge, issuingAccreditation]
  const roots = [{ did: authority.did, types, directory: top }]
  return verifierOf(world, { roots, accreditations: [source], status })
}

function directories(timeoutMs: number, tokens: readonly string[]): AccreditationSource {
  const served = new Map([
    [accreditationsUrlOf(top, clinic.did), [upper]],
    [accreditationsUrlOf(below, clinic.did), tokens],
  ])
  const fetch: Fetch = async (url) => {
    const found = served.get(url)
    return new Response(found && writeAccreditations(found), { status: found ? 200 : 404 })
  }
  return createHttpAccreditationSource({ fetch, timeoutMs })
}

beforeEach(async () => {
  world = createWorld()
  ;[authority, department, clinic] = [await join(world), await join(world), await join(world)]
  upper = await accredit(authority, department, { depth: 1, directory: below })
  token = await issueBadge(clinic)
  asked = []
  answer = hang
})

const unknown = { outcome: 'unknown' }

describe('a search for accreditations', () => {
  test('ends in time, and the verdict with it, where lists of what was found never answer', async () => {
    const verifier = verifierWith(directories(150, await many(16)))
    const started = performance.now()
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject(unknown)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(asked).toEqual([`${slow}/0`])
  })

  test('ends in time where a resolver never answers, which stops for no signal', async () => {
    const host = await join(world, { host: 'silent.example' })
    upper = await accredit(authority, host, { depth: 1, directory: below })
    const lower = await accredit(host, clinic, {})
    const source = directories(150, [lower])
    const roots = [{ did: authority.did, types: [badge, issuingAccreditation], directory: top }]
    const verifier = verifierOf(world, {
      roots,
      accreditations: [source],
      resolve: (did, options) => (did === host.did ? hang() : world.resolve(did, options)),
    })
    const started = performance.now()
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'authority_unreachable',
      outcome: 'unknown',
    })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('asks for each list once, though it goes over what is unproven time and again', async () => {
    answer = break_
    const verifier = verifierWith(directories(10_000, await many(12)))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_unreachable',
      ...unknown,
    })
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted())
    expect(asked).toHaveLength(12)
  })

  test('does not let what cannot be found out keep what holds from being found', async () => {
    answer = break_
    const good = await accredit(department, clinic, { name: 'Good' })
    const verifier = verifierWith(directories(10_000, [...(await many(8)), good]))
    const verified = await verifier.verifyCredential(token)
    expect(verified.chain.map(({ claims }) => claims.name)).toEqual([
      'Example organisation',
      'Good',
    ])
  })

  test('proves no more than 64 times, whatever a source wants', async () => {
    answer = break_
    const tokens = await many(70)
    const proven: boolean[] = []
    const verifier = verifierWith({
      async find({ prove }) {
        for (const one of tokens) proven.push(await prove(one, [upper]))
        proven.push(await prove(upper, []))
        return []
      },
    })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject(unknown)
    expect(proven).toEqual(Array(71).fill(false))
    expect(asked).toHaveLength(64)
  })

  test('tries again what did not hold, once it is known who may sign its list', async () => {
    const host = await join(world)
    const good = await accredit(department, clinic, {}, { status: entryIn(host, 5) })
    const vouched = await accredit(department, host, { types: [statusListType] })
    const proven: boolean[] = []
    const verifier = verifierWith({
      async find({ prove }) {
        proven.push(await prove(good, [upper]), await prove(good, [upper, vouched]))
        return [upper, good, vouched]
      },
    })
    await expect(verifier.verifyCredential(token)).resolves.toBeDefined()
    expect(proven).toEqual([false, true])
  })
})
