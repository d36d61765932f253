import {
  createMemoryWordState,
  type GuardianshipEvidence,
  type VerifiedStatementSet,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  createDidDocument,
  generateSigner,
  IdentityError,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  type Signer,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { statementEntryOf, verifiedToken } from '../../src/register/register-entry.ts'
import { decodeStatement } from '../../src/statement.ts'
import { trusting } from '../trusting.ts'
import {
  after,
  ages,
  createFamily,
  type Family,
  index,
  nothing,
  ofAdult,
  record,
  referenceOf,
} from './family.ts'

let family: Family
let identity: string
beforeEach(async () => {
  family = await createFamily()
  identity = await family.identity(ofAdult)
  await family.register.submit({ token: await family.sign(family.patient), evidence: { identity } })
})

/** Somebody whose key is found where they publish it. */
async function hosted(name: string): Promise<Signer> {
  const did = parseDid(`did:web:${name}.example`)
  const signer = await generateSigner({ did, fragment: 'k' })
  family.host(signer)
  return signer
}

/** Another key stands where theirs was. */
async function takeAway(signer: Signer): Promise<void> {
  const { publicKey } = await generateSigner()
  family.host({ ...signer, publicKey })
}

/** By somebody who has seen nothing before. */
async function read(): Promise<VerifiedStatementSet> {
  const verifier = family.newVerifier()
  const set = await family.register.attest(record)
  const register = trusting(family.registrar)
  return verifyStatementSet(set, { register, verifier, words: createMemoryWordState(), ages })
}

async function byProxy(proxy: Signer, kind: 'consent' | 'restriction' = 'consent') {
  const evidence = await family.gives({}, { to: proxy, key: proxy })
  const terms = kind === 'restriction' ? { terms: nothing } : {}
  const token = await family.sign(proxy, { by: 'proxy', kind, ...terms })
  await family.register.submit({ token, evidence })
  return token
}

async function withdraw(token: string, signer = family.patient, shown = identity) {
  const taken = await family.takeBack(signer, { statement: referenceOf(token) })
  await family.register.withdraw({ token: taken, evidence: { identity: shown } })
}

/** That no host answers for them. */
function unhost({ did }: Signer): void {
  const host = {
    did,
    get publicKey(): never {
      throw new IdentityError('did_unreachable', 'No host answers', { outcome: 'unknown' })
    },
  }
  family.host(host as unknown as Signer)
}

describe('verifyStatementSet', () => {
  test('reads the rest of a record in which a proxy has taken their key away', async () => {
    const proxy = await hosted('proxy')
    await byProxy(proxy)
    expect((await read()).statements).toMatchObject([{}, { by: 'proxy' }])
    expect((await read()).statements[1]).not.toHaveProperty('defeated')
    await takeAway(proxy)
    const { statements } = await read()
    expect(statements).toMatchObject([{ kind: 'consent' }, { by: 'proxy', defeated: true }])
    expect(statements[0]).not.toHaveProperty('defeated')
  })

  test.each([['withdrawn'], ['of a mandate that has ended']])(
    'needs no key for what permits nothing: a consent that is %s',
    async (how) => {
      const proxy = await hosted('proxy')
      const token = await byProxy(proxy)
      unhost(proxy)
      // In force, and nobody can say whose hand it was.
      await expect(read()).rejects.toMatchObject({ outcome: 'unknown' })
      if (how === 'withdrawn') await withdraw(token)
      else family.change(family.patient, { index: index.mandate, value: 'revoked' })
      expect((await read()).statements).toMatchObject([{}, { by: 'proxy', defeated: true }])
    },
  )

  test('keeps what forbids, whoever’s key is not found any more', async () => {
    const proxy = await hosted('proxy')
    await byProxy(proxy, 'restriction')
    unhost(proxy)
    const { statements } = await read()
    expect(statements).toMatchObject([{}, { kind: 'restriction', withdrawnAt: undefined }])
  })

  test('reads a record with something that was beyond whoever signed it', async () => {
    const evidence = await family.gives({ powers: ['consent'] })
    const token = await family.sign(family.proxy, { by: 'proxy', terms: nothing })
    const { content } = decodeStatement(token)
    // As by a register that asked for less.
    const entry = statementEntryOf(content, await verifiedToken({ token, evidence }, 'k'))
    await family.store.append(entry, () => family.now)
    expect((await read()).statements).toMatchObject([{}, { by: 'proxy', defeated: true }])
  })

  test('lifts nothing by a withdrawal of which no key is left', async () => {
    const patient = await hosted('patient')
    const shown = await family.identity(ofAdult, { to: patient, key: patient })
    const token = await family.sign(patient, { kind: 'restriction', terms: nothing })
    await family.register.submit({ token, evidence: { identity: shown } })
    family.now = after(100)
    await withdraw(token, patient, shown)
    expect((await read()).statements).toMatchObject([{}, { withdrawnAt: after(100) }])
    await takeAway(patient)
    expect((await read()).statements).toMatchObject([{}, { withdrawnAt: undefined }])
  })

  /** What two guardians signed. */
  async function byBoth(father: Signer) {
    const together = { together: 2 }
    const person = (value: string) => ({ person: { system: 'https://persons.example', value } })
    const token = await family.sign(family.mother, { by: 'guardian' })
    const evidence: GuardianshipEvidence = {
      guardianship: await family.guardianship(family.mother, { ...together, ...person('1') }),
      identity: await family.identity(),
      agreements: [
        {
          agreement: await family.agree(token, father),
          guardianship: await family.guardianship(father, { ...together, ...person('2') }),
        },
      ],
    }
    await family.register.submit({ token, evidence })
    return { token, evidence }
  }

  test('reads a record of which another guardian has taken away that they agreed', async () => {
    const father = await hosted('father')
    await byBoth(father)
    expect((await read()).statements[1]).not.toHaveProperty('defeated')
    await takeAway(father)
    expect((await read()).statements).toMatchObject([{}, { by: 'guardian', defeated: true }])
  })

  test('takes no agreement that the thief of a key has made since it was taken out', async () => {
    const father = await hosted('father')
    const { token, evidence } = await byBoth(father)
    const fresh = await generateSigner({ did: father.did, fragment: 'k' })
    const rotated = after(100)
    const verifier = family.newVerifier()
    const resolve: ResolveDid = async (did, options) => {
      if (did !== father.did) return verifier.resolve(did, options)
      const isOld = options.at < rotated
      const { publicKey: jwk } = isOld ? father : fresh
      const keys = [{ fragment: 'k', jwk }]
      const document = parseDidDocument(createDidDocument({ did, keys }), did)
      const common = { did, document, resolvedAt: family.now, history: 'known' } as const
      return isOld
        ? { ...common, validFrom: after(-1), validUntil: rotated }
        : { ...common, validFrom: rotated }
    }
    family.now = after(200)
    const set = await family.register.attest(record)
    const readAs = (shown: object) => {
      const statements = set.statements.map((one) =>
        one.token === token ? { ...one, evidence: shown as GuardianshipEvidence } : one,
      )
      const words = createMemoryWordState()
      const judge = {
        register: trusting(family.registrar),
        verifier: { ...verifier, resolve },
        words,
        ages,
      }
      return verifyStatementSet({ ...set, statements }, judge)
    }
    expect((await readAs(evidence)).statements[1]).not.toHaveProperty('defeated')
    const [other] = evidence.agreements ?? []
    const forged = { ...other, agreement: await family.agree(token, father) }
    await expect(readAs({ ...evidence, agreements: [forged] })).rejects.toMatchObject({
      code: 'signing_time_unproven',
      outcome: 'unknown',
    })
  })
})
