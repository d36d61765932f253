import { allowLoopbackHttp, systemClock } from '@fidecura/base'
import {
  comparisonDigits,
  generateSigner,
  proveSignIn,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import {
  exampleCodes,
  exampleRegister,
  type Hospital,
  inviteFirst,
  issueAtClaim,
} from '@fidecura/server'
import { createFidecuraClient, type FidecuraClient } from '@fidecura/server/client'
import { type AppBuild, buildApp } from './app-build.ts'
import { serveHospitals } from './hospital-service.ts'

/** A hospital on loopback, with the console as it is built. */
export interface ConsoleService {
  readonly origin: string
  readonly hospital: Hospital
  readonly build: AppBuild
  /** A link by which a first clerk or doctor comes in. */
  invite(name: string, number: string, purposes: readonly string[]): Promise<string>
  /** Somebody with a phone, who claims a code and reads four digits. */
  holder(): Promise<Holder>
  close(): Promise<void>
}

/** What was issued. */
export interface Held {
  readonly credentials: readonly string[]
  readonly chain: readonly string[]
}

/** A person with a key and no app, as far as the console can tell. */
export interface Holder {
  readonly signer: Signer
  readonly client: FidecuraClient
  claim(code: string): Promise<{ readonly id: string; readonly digits: string }>
  /** Signs in with what was issued, and from then on the client is theirs. */
  enter(offer: string): Promise<Held>
}

export async function startConsole(): Promise<ConsoleService> {
  const build = buildApp('department-console')
  const service = await serveHospitals({ console: build.folder })
  const { origin, example } = service
  const hospital = example.hospitals.get('riverside') as Hospital
  return {
    ...{ origin, hospital, build },
    async invite(name, number, purposes) {
      const { link } = await inviteFirst(hospital, {
        department: 'cardiology',
        row: rowOf(name, number, purposes),
        [issueAtClaim]: true,
      })
      return link
    },
    holder: () => newHolder(origin, hospital.audience),
    async close() {
      await service.close()
      build.remove()
    },
  }
}

function rowOf(name: string, value: string, purposes: readonly string[]) {
  return {
    name,
    registration: { system: exampleRegister, value },
    profession: purposes.includes('TREAT') ? exampleCodes.physician : exampleCodes.clerk,
    specialties: [exampleCodes.cardiology],
    purposes,
    jurisdiction: 'CN',
    licensedUntil: '2036-12-31',
  }
}

async function newHolder(origin: string, audience: string): Promise<Holder> {
  const signer = await generateSigner()
  let session: string | undefined
  const client = createFidecuraClient({
    base: `${origin}/riverside/api/v1`,
    fetch: (url, init) => fetch(url, init),
    session: () => session,
  })
  const signIn = async (credentials: readonly string[], chain: readonly string[]) => {
    const place = { origin, audience, [allowLoopbackHttp]: [origin] }
    const challenge = await client.challenge()
    const proof = await proveSignIn(challenge, { ...place, signer, now: systemClock() })
    session = (await client.signIn({ proof, credentials, chain })).session
  }
  await signIn([], [])
  return {
    ...{ signer, client },
    async claim(code) {
      const { id, nonce } = await client.claimOffer(code)
      const thumbprint = await thumbprintOf(signer.publicKey)
      return { id, digits: await comparisonDigits({ offer: id, nonce, thumbprint }) }
    },
    async enter(offer) {
      const { credentials = [], chain = [] } = await client.heldOffer(offer)
      await signIn(credentials, chain)
      return { credentials, chain }
    },
  }
}
