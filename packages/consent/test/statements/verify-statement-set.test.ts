import type { JsonObject } from '@fidecura/base'
import {
  createMemoryWordState,
  type StatementSet,
  signWithdrawal,
  verifyNamedStatements,
  verifyStatementSet,
} from '@fidecura/consent'
import { decodeJws, digestOf, type Signer, signJws, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, otherRecord, record, type World } from './world.ts'

let world: World
let set: StatementSet
beforeEach(async () => {
  world = await createWorld()
  await submit('a')
  await submit('b')
  set = await world.register.attest(record)
})

const id = (name: string): string => `urn:uuid:${name}`

async function submit(name: string, evidence = world.identity): Promise<void> {
  const token = await consentOf(world, { id: id(name) })
  await world.register.submit({ token, evidence })
}

async function withdraw(name: string): Promise<void> {
  const statement = { issuer: world.patient.did, id: id(name) }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
}

function verify(of: StatementSet, more: Partial<Parameters<typeof verifyStatementSet>[1]> = {}) {
  const { registrar, verifier, words } = world
  const options = { register: trusting(registrar), verifier, words, ...more }
  return verifyStatementSet(of, options)
}

/** What a register that lies, or whoever stole its key, would sign. */
async function forgeWord(
  alter: (payload: JsonObject & { statements: JsonObject[] }) => unknown,
  signer: Signer = world.registrar,
): Promise<string> {
  const { payload, header } = decodeJws(set.word)
  const members = JSON.parse(new TextDecoder().decode(payload))
  alter(members)
  return signJws(members, { signer, typ: header.typ ?? '' })
}

function nameFirstTwice({ statements: [first, second] }: { statements: JsonObject[] }): void {
  Object.assign(second ?? {}, { digest: first?.['digest'] })
}

describe('verifyStatementSet', () => {
  test('takes only the keys of the register that were named beforehand, where they were', async () => {
    const own = await thumbprintOf(world.registrar.publicKey)
    const other = await thumbprintOf(world.patient.publicKey)
    await expect(
      verify(set, { register: trusting(world.registrar, [other, own]) }),
    ).resolves.toBeDefined()
    for (const keys of [[other], []]) {
      const register = trusting(world.registrar, keys)
      await expect(verify(set, { register })).rejects.toMatchObject({ code: 'key_not_pinned' })
    }
  })

  test('takes exactly what the register names and says of what instant that is true', async () => {
    const { statements, ...verified } = await verify(set)
    expect(verified).toMatchObject({ record, asOf: world.now, register: world.registrar.did })
    expect(statements).toMatchObject([
      { sequence: 1, id: id('a'), kind: 'consent', registeredAt: world.now },
      { sequence: 2, id: id('b'), issuer: world.patient.did },
    ])
  })

  test('does not mind the order', async () => {
    const { word, statements } = set
    expect((await verify({ word, statements: [...statements].reverse() })).statements).toHaveLength(
      2,
    )
  })

  test('takes an old word for what it is: whether it is fresh enough, decide asks', async () => {
    world.now = after(3600)
    expect(await verify(set)).toMatchObject({ asOf: after(0) })
  })

  test('refuses a set in which a statement is missing', async () => {
    const statements = set.statements.slice(1)
    await expect(verify({ ...set, statements })).rejects.toMatchObject({
      code: 'statement_set_incomplete',
    })
  })

  test('refuses a statement that the word does not name, though the patient signed it', async () => {
    const extra = { token: await consentOf(world, { id: id('c') }), evidence: world.identity }
    const statements = [...set.statements, extra]
    await expect(verify({ ...set, statements })).rejects.toMatchObject({
      code: 'statement_set_extra',
    })
  })

  test('refuses a statement that is there twice', async () => {
    const statements = [...set.statements, ...set.statements.slice(1)]
    await expect(verify({ ...set, statements })).rejects.toMatchObject({
      code: 'statement_set_extra',
    })
  })

  test('refuses another statement of the same id in the place of the one named', async () => {
    const token = await consentOf(world, { id: id('b'), language: 'zh-CN' })
    const statements = [...set.statements.slice(0, 1), { token, evidence: world.identity }]
    await expect(verify({ ...set, statements })).rejects.toMatchObject({
      code: 'statement_set_incomplete',
    })
  })

  test('refuses the word of another register', async () => {
    const word = await forgeWord(
      (p) => Object.assign(p, { iss: world.stranger.did }),
      world.stranger,
    )
    await expect(verify({ ...set, word })).rejects.toMatchObject({ code: 'register_wrong' })
  })

  test('refuses a word in the name of the register that another key signed', async () => {
    const forger = { ...world.hospital, keyId: world.registrar.keyId }
    const word = await forgeWord((p) => p, forger)
    await expect(verify({ ...set, word })).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('refuses a word of the future, beyond what clocks differ', async () => {
    world.now = after(-60)
    expect(await verify(set, { verifier: world.newVerifier() })).toMatchObject({ asOf: after(0) })
    world.now = after(-61)
    await expect(verify(set)).rejects.toMatchObject({ code: 'token_from_future' })
  })

  test.each<[string, string, (payload: JsonObject & { statements: JsonObject[] }) => unknown]>([
    [
      'another id',
      'statement_set_mismatch',
      (p) => Object.assign(p.statements[0] ?? {}, { id: 'urn:x:y' }),
    ],
    [
      'another signer',
      'statement_set_mismatch',
      (p) => Object.assign(p.statements[0] ?? {}, { issuer: 'did:key:z6Mk' }),
    ],
    [
      'a registration long before the signature',
      'statement_set_mismatch',
      (p) => Object.assign(p.statements[0] ?? {}, { registeredAt: after(-61) }),
    ],
    ['another record', 'statement_set_mismatch', (p) => Object.assign(p, { record: otherRecord })],
    [
      'a registration after the word',
      'token_malformed',
      (p) => Object.assign(p.statements[1] ?? {}, { registeredAt: after(1) }),
    ],
    [
      'a withdrawal after the word',
      'token_malformed',
      (p) => Object.assign(p.statements[1] ?? {}, { withdrawnAt: after(1) }),
    ],
    [
      'two statements in one place',
      'token_malformed',
      (p) => Object.assign(p.statements[1] ?? {}, { sequence: 1 }),
    ],
    [
      'a revision before its statements',
      'token_malformed',
      (p) => Object.assign(p, { revision: 1 }),
    ],
    ['a member that is not known', 'token_malformed', (p) => Object.assign(p, { except: [] })],
    [
      'another version',
      'token_malformed',
      (p) => Object.assign(p, { version: 'urn:fidecura:register-word:2' }),
    ],
  ])('refuses a word with %s', async (_, code, alter) => {
    const word = await forgeWord(alter)
    await expect(verify({ ...set, word })).rejects.toMatchObject({ code })
  })

  test('refuses an old word once a later one was seen, so that no withdrawal is hidden', async () => {
    await verify(set)
    world.now = after(10)
    await withdraw('a')
    const later = await world.register.attest(record)
    expect(await verify(later)).toMatchObject({
      statements: [{ withdrawnAt: after(10) }, { withdrawnAt: undefined }],
    })
    await expect(verify(set)).rejects.toMatchObject({ code: 'word_rolled_back' })
    // Somebody who saw neither can only go by its age.
    expect(await verify(set, { words: createMemoryWordState() })).toMatchObject({ asOf: after(0) })
  })

  test('takes an old word as long as nothing changed about the record', async () => {
    world.now = after(10)
    const evidence = await world.identify(world.stranger, otherRecord)
    const token = await consentOf(world, { record: otherRecord }, world.stranger)
    await world.register.submit({ token, evidence })
    await verify(await world.register.attest(record))
    expect(await verify(set)).toMatchObject({ asOf: after(0) })
  })

  test('passes on that the state of words does not answer', async () => {
    const advance = () => Promise.reject(new Error('down'))
    const words = { ...createMemoryWordState(), advance }
    await expect(verify(set, { words })).rejects.toThrow('down')
  })

  describe('and the identity of who signed', () => {
    test('holds if it ended after registration', async () => {
      world.now = after(10)
      world.change({ index: 1, value: 'revoked' })
      world.now = after(20)
      expect(await verify(set)).toMatchObject({ statements: [{}, {}] })
    })

    test('defeats the statement if it was bad before, though found out after', async () => {
      world.now = after(10)
      world.change({ index: 1, value: 'revoked', invalidFrom: after(-100) })
      world.now = after(20)
      expect(await verify(set)).toMatchObject({
        statements: [{ defeated: true }, { defeated: true }],
      })
    })

    test('does not if it was suspended by then, which may be lifted', async () => {
      world.now = after(10)
      world.change({ index: 1, value: 'suspended', invalidFrom: after(-100) })
      world.now = after(20)
      await expect(verify(set)).rejects.toMatchObject({ code: 'status_suspended' })
    })

    test('does not matter once the statement was withdrawn', async () => {
      await withdraw('a')
      await withdraw('b')
      const withdrawn = await world.register.attest(record)
      world.change({ index: 1, value: 'revoked', invalidFrom: after(-100) })
      expect(await verify(withdrawn)).toMatchObject({
        statements: [{ withdrawnAt: world.now }, { withdrawnAt: world.now }],
      })
    })

    test('does not help a statement that was meant for another register', async () => {
      const register = world.stranger.did
      const token = await consentOf(world, { id: id('c'), register })
      const { did: issuer } = world.patient
      const digest = await digestOf(token)
      const entry = { sequence: 3, issuer, id: id('c'), digest, registeredAt: after(0) }
      const word = await forgeWord((p) => {
        p.statements.push(entry)
        Object.assign(p, { revision: 3 })
      })
      const statements = [...set.statements, { token, evidence: world.identity }]
      await expect(verify({ word, statements })).rejects.toMatchObject({
        code: 'statement_set_mismatch',
      })
    })

    test('must be of the record: a stranger in league with the register is refused', async () => {
      const token = await consentOf(world, { id: id('c') }, world.stranger)
      const evidence = world.identity
      const digest = await digestOf(token)
      const entry = {
        sequence: 3,
        issuer: world.stranger.did,
        id: id('c'),
        digest,
        registeredAt: after(0),
      }
      const word = await forgeWord((p) => {
        p.statements.push(entry)
        Object.assign(p, { revision: 3 })
      })
      const statements = [...set.statements, { token, evidence }]
      await expect(verify({ word, statements })).rejects.toMatchObject({
        code: 'signer_not_patient',
      })
    })
  })
})

describe('verifyNamedStatements', () => {
  const named = (of: StatementSet, more: object = {}) => {
    const { registrar, verifier, now } = world
    const options = { register: trusting(registrar), resolve: verifier.resolve, at: now, now }
    return verifyNamedStatements(of, { ...options, ...more })
  }

  test('shows what the register names, and what was taken back of it', async () => {
    await withdraw('a')
    const { statements, ...about } = await named(await world.register.attest(record))
    expect(about).toEqual({ record, asOf: world.now })
    const [one, other] = set.statements
    expect(statements).toEqual([
      {
        ...{ token: one?.token, digest: await digestOf(one?.token ?? '') },
        ...{ registeredAt: world.now, withdrawnAt: world.now },
      },
      {
        ...{ token: other?.token, digest: await digestOf(other?.token ?? '') },
        registeredAt: world.now,
      },
    ])
  })

  test.each<[string, () => Promise<unknown>, string]>([
    ['one that is missing', () => named({ ...set, statements: [] }), 'statement_set_incomplete'],
    [
      'one too many',
      () => named({ ...set, statements: [...set.statements, ...set.statements] }),
      'statement_set_extra',
    ],
    [
      'one that is not named, in the place of one that is named twice',
      async () => named({ ...set, word: await forgeWord(nameFirstTwice) }),
      'statement_set_incomplete',
    ],
    [
      'the word of another register',
      () => named(set, { register: trusting(world.patient) }),
      'register_wrong',
    ],
    [
      'a word that somebody else has signed',
      async () => named({ ...set, word: await forgeWord(() => undefined, world.patient) }),
      'jws_issuer_mismatch',
    ],
    ['no set', () => named({ word: 1 } as never), 'token_malformed'],
  ])('refuses %s', async (_, ask, code) => {
    await expect(ask()).rejects.toMatchObject({ code })
  })
})
