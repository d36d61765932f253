import { type Hospital, inviteFirst } from '@fidecura/server'
import { exampleCodes, exampleRegister, issueAtClaim } from '@fidecura/server/example'
import { claim, type Held, heldFor, type Person, type Place, personAt } from '../person.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { serveHospitals } from './hospital-service.ts'
import { placeOf } from './people.ts'

export type { Held } from '../person.ts'

/** A hospital on loopback, with the console as it is built. */
export interface ConsoleService {
  readonly origin: string
  readonly hospital: Hospital
  readonly build: AppBuild
  /** A link by which a first clerk or doctor comes in. */
  invite(
    name: string,
    number: string,
    purposes: readonly string[],
    department?: string,
  ): Promise<string>
  /** Somebody with a phone, who claims a code and reads four digits. */
  holder(): Promise<Holder>
  close(): Promise<void>
}

/** A person with a key and no app, as far as the console can tell. */
export interface Holder extends Pick<Person, 'signer' | 'client'> {
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
    async invite(name, number, purposes, department = 'cardiology') {
      const { link } = await inviteFirst(hospital, {
        department,
        row: rowOf(name, number, purposes),
        [issueAtClaim]: true,
      })
      return link
    },
    holder: () => newHolder(placeOf(service, 'riverside')),
    close: () => service.close(),
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

async function newHolder(place: Place): Promise<Holder> {
  const person = await personAt(place)
  await person.signIn()
  return {
    ...{ signer: person.signer, client: person.client },
    claim: (code) => claim(person, code),
    async enter(offer) {
      const held = await heldFor(person, offer)
      await person.signIn(held)
      return held
    },
  }
}
