import { encodeUtf8 } from '@fidecura/base'
import { signWithdrawal, verifyReceipt, verifyStatement } from '@fidecura/consent'
import {
  signConfirmation,
  signEntry,
  verifyConfirmation,
  verifyEntry,
} from '@fidecura/consent/entries'
import { createMemoryReplayStore, presentCredentials } from '@fidecura/credentials'
import {
  createSignInChallenge,
  decodeJws,
  proveSignIn,
  proveSuccession,
  type Signer,
  type SignInChallenge,
  signInType,
  signJws,
  successionType,
  verifySignIn,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { consentOf, createWorld, record, type World } from './world.ts'

const bytes = encodeUtf8('{"resourceType":"Observation"}')
const id = 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000001'
const statementId = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'
const place = { origin: 'https://clinic.example', audience: 'https://clinic.example' } as const

/** One kind of token, and those who take it. */
interface Kind {
  readonly signer: (world: World) => Signer
  /** A good one. */
  readonly make: (world: World) => Promise<string>
  readonly accept: (world: World, token: string) => Promise<unknown>
}

const entryOf = (world: World): Promise<string> => {
  const { doctor: signer, now: issuedAt } = world
  const { role } = world.role
  return signEntry(bytes, { signer, id, record, role, mediaType: 'text/plain', issuedAt })
}

const kinds: Readonly<Record<string, Kind>> = {
  'a consent': {
    signer: ({ patient }) => patient,
    make: (world) => consentOf(world),
    accept: ({ verifier, identity: evidence }, token) =>
      verifyStatement(token, { verifier, evidence }),
  },
  'a statement for the register': {
    signer: ({ patient }) => patient,
    make: (world) => consentOf(world),
    accept: ({ register, identity: evidence }, token) => register.submit({ token, evidence }),
  },
  'a withdrawal': {
    signer: ({ patient }) => patient,
    make: async (world) => {
      await world.register.submit({ token: await consentOf(world), evidence: world.identity })
      const statement = { issuer: world.patient.did, id: statementId }
      const content = { statement, record, issuedAt: world.now }
      return signWithdrawal(content, { signer: world.patient })
    },
    accept: ({ register, identity: evidence }, token) => register.withdraw({ token, evidence }),
  },
  'an entry': {
    signer: ({ doctor }) => doctor,
    make: entryOf,
    accept: ({ verifier, role: evidence }, token) =>
      verifyEntry(token, { bytes, verifier, evidence }),
  },
  'a confirmation': {
    signer: ({ patient }) => patient,
    make: async (world) =>
      signConfirmation(await entryOf(world), {
        bytes,
        verdict: 'confirmed',
        signer: world.patient,
        issuedAt: world.now,
      }),
    accept: ({ verifier, identity: evidence }, token) =>
      verifyConfirmation(token, { bytes, verifier, evidence }),
  },
  'a receipt': {
    signer: ({ registrar }) => registrar,
    make: async (world) =>
      world.register.submit({ token: await consentOf(world), evidence: world.identity }),
    accept: ({ registrar, verifier }, token) =>
      verifyReceipt(token, { register: trusting(registrar), verifier }),
  },
}

let world: World
let challenge: SignInChallenge
beforeEach(async () => {
  world = await createWorld()
  challenge = createSignInChallenge({ ...place, now: world.now })
})

const prove = (signer: Signer) => proveSignIn(challenge, { ...place, signer, now: world.now })

const succession = (signer: Signer) => {
  const successor = world.stranger.did
  return proveSuccession(challenge, { ...place, signer, successor, now: world.now })
}

const signIn = (token: unknown) => {
  const { resolve, now } = world
  const uses = createMemoryReplayStore()
  return verifySignIn(token, { ...place, challenge, resolve, uses, now })
}

function resign(token: string, signer: Signer, typ: string): Promise<string> {
  return signJws(decodeJws(token).payload, { signer, typ })
}

const wrongType = expect.stringMatching(/^(jws_type_wrong|credential_format_unsupported)$/)
const wrongKind = expect.stringMatching(
  /^(token_malformed|credential_malformed|credential_format_unsupported)$/,
)

describe.each(Object.entries(kinds))('a proof to sign in and %s', (_, kind) => {
  test('are each good for what they are', async () => {
    await expect(kind.accept(world, await kind.make(world))).resolves.toBeDefined()
    const signer = kind.signer(world)
    await expect(signIn(await prove(signer))).resolves.toMatchObject({ did: signer.did })
  })

  test('never stand for one another', async () => {
    const signer = kind.signer(world)
    const token = await kind.make(world)
    await expect(signIn(token)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    for (const proof of [await prove(signer), await succession(signer)]) {
      await expect(kind.accept(world, proof)).rejects.toMatchObject({ code: wrongKind })
    }
  })

  test('do not, either, with the words of the one under the type of the other', async () => {
    const signer = kind.signer(world)
    const token = await kind.make(world)
    const typ = decodeJws(token).header.typ ?? ''
    const asSignIn = await resign(token, signer, signInType)
    await expect(signIn(asSignIn)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    for (const ours of [signInType, successionType]) {
      const refused = await kind.accept(world, await resign(token, signer, ours)).catch((it) => it)
      expect(refused).toMatchObject({ code: wrongType })
    }
    const disguised = await resign(await prove(signer), signer, typ)
    await expect(signIn(disguised)).rejects.toMatchObject({ code: 'jws_type_wrong' })
    await expect(kind.accept(world, disguised)).rejects.toMatchObject({ code: wrongKind })
  })
})

describe('a proof to sign in and a presentation', () => {
  const present = async () => {
    const { role, doctor: signer, now: issuedAt, verifier } = world
    const terms = { audience: place.audience, nonce: challenge.nonce }
    const made = await presentCredentials([role.role, role.licence ?? ''], {
      ...terms,
      disclose: 'all',
      signer,
      issuedAt,
    })
    const bindings = made.credentials.map((token) => token.slice(token.lastIndexOf('~') + 1))
    /** The same credentials, bound by other tokens. */
    const verify = (bind: (binding: string, n: number) => string) => {
      const credentials = made.credentials.map(
        (token, n) => token.slice(0, token.lastIndexOf('~') + 1) + bind(bindings[n] ?? '', n),
      )
      return verifier.verifyPresentation({ ...made, credentials }, terms)
    }
    return { signer, bindings, verify }
  }
  const refused = { code: 'holder_binding_invalid' }

  test('are each good for what they are', async () => {
    const { verify, signer } = await present()
    await expect(verify((binding) => binding)).resolves.toBeDefined()
    await expect(signIn(await prove(signer))).resolves.toMatchObject({ did: signer.did })
  })

  test('never stand for one another', async () => {
    const { verify, bindings, signer } = await present()
    for (const proof of [await prove(signer), await succession(signer)]) {
      await expect(verify(() => proof)).rejects.toMatchObject(refused)
    }
    await expect(signIn(bindings[0])).rejects.toMatchObject({ code: 'sign_in_malformed' })
  })

  test('do not, either, with the words of the one under the type of the other', async () => {
    const { verify, bindings, signer } = await present()
    for (const typ of [signInType, successionType]) {
      const signed = await Promise.all(bindings.map((binding) => resign(binding, signer, typ)))
      await expect(verify((_, n) => signed[n] ?? '')).rejects.toMatchObject(refused)
    }
    const asSignIn = await resign(bindings[0] ?? '', signer, signInType)
    await expect(signIn(asSignIn)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    const disguised = await resign(await prove(signer), signer, 'kb+jwt')
    await expect(signIn(disguised)).rejects.toMatchObject({ code: 'jws_type_wrong' })
    await expect(verify(() => disguised)).rejects.toMatchObject(refused)
  })
})
