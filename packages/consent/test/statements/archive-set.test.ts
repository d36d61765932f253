import {
  createMemoryWordState,
  decide,
  defaultVocabulary,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  issueStatusHistory,
  issueStatusList,
  type Verifier,
} from '@fidecura/credentials'
import { expect, test } from '@jest/globals'
import { mintRequester } from '../../src/requester.ts'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, day, department, index, noon, record } from './world.ts'

const url = 'https://hospital.example/status/1'

test('decide takes no set that was judged by what an archive knows', async () => {
  const world = await createWorld()
  await world.register.submit({ token: await consentOf(world), evidence: world.identity })
  const { hospital: signer, registrar, resolve, clock } = world
  const signed = { url, issuedAt: noon, validUntil: after(day) }
  const list = { ...signed, format: 'token', size: 131_072, entries: [] } as const
  const kept = (token: string) => [{ url, fetchedAt: noon, token }]
  const archive = createVerifier({
    roots: [{ did: signer.did, types: Object.values(credentialTypes) }],
    resolve,
    clock,
    status: createMemoryStatusSource({
      lists: kept(await issueStatusList(list, { signer })),
      histories: kept(await issueStatusHistory({ ...signed, changes: [] }, { signer })),
    }),
    asKnownAt: noon,
  })

  // A month later it comes out that the patient never was one.
  world.now = after(30 * day)
  world.change({ index: index.identity, value: 'revoked', invalidFrom: after(-day) })
  const given = await world.register.attest(record)
  const verify = (verifier: Verifier) => {
    const words = createMemoryWordState()
    const options = { register: trusting(registrar), verifier, resolve, words, now: world.now }
    return verifyStatementSet(given, options)
  }
  expect(await verify(world.verifier)).toMatchObject({ statements: [{ defeated: true }] })
  const set = await verify(archive)
  expect(set.statements).toHaveLength(1)

  const instants = { at: world.now, now: world.now }
  const request = {
    requester: mintRequester({ parties: [department], purposes: ['TREAT'], ...instants }),
    subject: record,
    purposes: ['TREAT'],
    action: 'access',
    custodian: department,
    data: [{ scope: 'category' }],
    legalBasis: 'consent',
  } as const
  const policy = { maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary } as const
  expect(() => decide(request, set, { ...instants, ...policy })).toThrow(
    expect.objectContaining({ code: 'statement_set_historic' }),
  )
})
