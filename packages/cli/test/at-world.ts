import { mkdirSync, writeFileSync } from 'node:fs'
import type { Clock, Fetch, JsonObject } from '@fidecura/base'
import { comparisonDigits, digestOf, generateSigner, type Signer } from '@fidecura/identity'
import { createServiceHandler, inviteFirst, type ServiceHandler } from '@fidecura/server'
import type { StaffRow } from '@fidecura/server/client'
import {
  type Example,
  exampleCodes,
  exampleRegister,
  issueAtClaim,
  openExample,
} from '@fidecura/server/example'
import { heldTo } from '../../../test/held-to-document.ts'
import { createTemplateDesk, type Desk, type Run } from './support.ts'

export const origin = 'https://hospital.example'
export const url = `${origin}/riverside`
export const recordSystem = 'urn:oid:2.999.1.1'

/** Two hospitals that are served in this process, and people who act there by `fidecura at`. */
export interface AtWorld {
  readonly desk: Desk
  readonly example: Example
  readonly handle: ServiceHandler
  /** The service, as the command reaches it. */
  readonly network: Fetch
  /** Answers that the service does not describe: none, in the end. */
  readonly faults: readonly string[]
  readonly riverside: NonNullable<ReturnType<Example['hospitals']['get']>>
  newPerson(name: string): Promise<void>
  /** Somebody of cardiology, who has their credentials. */
  appoint(name: string, purposes?: readonly string[]): Promise<void>
  /** A patient whom ada has enrolled at the desk. */
  enrol(name: string, record: string): Promise<void>
  /** Runs `fidecura at …` as somebody who has a key and a wallet. */
  at(name: string, ...args: readonly string[]): Promise<Run>
  yes(name: string, ...args: readonly string[]): Promise<JsonObject>
  items(name: string, ...args: readonly string[]): Promise<readonly JsonObject[]>
  /** Takes an offer up; somebody types the digits as soon as they are on the screen. */
  claim(
    name: string,
    code: string,
    compare?: (offer: string, digits: string) => Promise<unknown>,
    out?: string,
  ): Promise<JsonObject>
  byDesk(offer: string, digits: string): Promise<unknown>
  /** The code with which a command ends that is lied to. */
  liedTo(
    path: RegExp,
    lie: (answer: JsonObject) => object,
    run: () => Promise<Run>,
  ): Promise<unknown>
  /** What the hospital has of a record. */
  fill(record: string): Promise<void>
  close(): Promise<void>
}

const offline: Fetch = () => Promise.reject(new TypeError('no network here'))

/** @param elsewhere - Another origin, and a clock that goes, for commands in processes of their own. */
export async function createAtWorld(
  elsewhere: { readonly origin?: string; readonly clock?: Clock } = {},
): Promise<AtWorld> {
  const desk = createTemplateDesk()
  const { origin: place = origin, clock = desk.clock.now } = elsewhere
  const keys = new Map<string, Promise<Signer>>()
  const faults: string[] = []
  const thumbprints = new Map<string, string>()
  /** What a hospital that has turned bad would answer instead. */
  let lies: ((path: string, answer: JsonObject) => object | undefined) | undefined
  let claiming: { readonly name: string; readonly compare: typeof byDesk } | undefined
  const keyOf = (name: string, options: Parameters<typeof generateSigner>[0]) => {
    const key = keys.get(name) ?? generateSigner(options)
    keys.set(name, key)
    return key
  }
  const example = await openExample({
    ...{ folder: desk.path('data'), origin: place, clock, fetch: offline },
    signer: (name, did) => keyOf(name, did === undefined ? {} : { did, fragment: 'key-1' }),
    noteSigner: (name) => keyOf(name, { algorithm: 'EdDSA' }),
  })
  const { hospitals, directory } = example
  const riverside = hospitals.get('riverside') as AtWorld['riverside']
  const handle = createServiceHandler({
    ...{ origin: place, hospitals: [...hospitals.values()], directory, milliseconds: () => 0 },
  })
  const document = await handle(new Request(`${place}/riverside/api/v1/openapi.json`), '192.0.2.1')
  const faultOf = heldTo((await document.json()) as object)

  const network: Fetch = async (address, init) => {
    const request = new Request(address, init as RequestInit)
    if (!address.startsWith(place)) return (await directory.answer(address)) ?? offline('', init)
    const answer = await handle(request, '192.0.2.1')
    const [, path] = /^\/riverside\/api\/v1(\/.*)$/.exec(new URL(address).pathname) ?? []
    if (path === undefined) return answer
    const { status, headers } = answer
    const body = await answer.clone().text()
    const fault = faultOf({ method: init.method ?? 'GET', path, status, headers, body })
    if (fault !== undefined) faults.push(fault)
    const lie = status === 200 ? lies?.(path, JSON.parse(body)) : undefined
    if (lie !== undefined) return Response.json(lie)
    if (path === '/offers/claim' && status === 200 && claiming !== undefined) {
      const { id, nonce } = JSON.parse(body) as { readonly id: string; readonly nonce: string }
      const { name, compare } = claiming
      claiming = undefined
      const thumbprint = thumbprints.get(name) ?? ''
      await compare(id, await comparisonDigits({ offer: id, nonce, thumbprint }))
    }
    return answer
  }

  async function newPerson(name: string): Promise<void> {
    await desk.newKey(`${name}.key`)
    const { json } = await desk.yes(['keys', 'show', desk.path(`${name}.key`), '--json'])
    thumbprints.set(name, json['thumbprint'] as string)
  }

  async function appoint(name: string, purposes: readonly string[] = ['TREAT']): Promise<void> {
    await newPerson(name)
    const row = rowOf(name, purposes)
    const invited = { department: 'cardiology', row, [issueAtClaim]: true } as const
    await claim(name, (await inviteFirst(riverside, invited)).code)
  }

  async function enrol(name: string, value: string): Promise<void> {
    await newPerson(name)
    const person = desk.write(`${name}-offer.json`, {
      ...{ kind: 'patient', record: { system: recordSystem, value } },
      ...{ name: `${name} Example`, birthDate: '1958-03-14' },
    })
    const { code } = await yes('ada', 'offers', 'make', person)
    await claim(name, code as string, byDesk)
  }

  function at(name: string, ...args: readonly string[]): Promise<Run> {
    const who = ['--url', url, '--key', desk.path(`${name}.key`)]
    const wallet = args.includes('--wallet') ? [] : ['--wallet', desk.path(`${name}.json`)]
    return desk.run(['at', ...args, ...who, ...wallet, '--json'], { fetch: network })
  }

  async function yes(name: string, ...args: readonly string[]): Promise<JsonObject> {
    const { code, json, stderr } = await at(name, ...args)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}${JSON.stringify(json)}`)
    return json
  }

  async function claim(
    name: string,
    code: string,
    compare?: typeof byDesk,
    to = `${name}.json`,
  ): Promise<JsonObject> {
    claiming = compare === undefined ? undefined : { name, compare }
    const file = desk.write(`${name}.code`, `${code}\n`)
    const who = ['--url', url, '--key', desk.path(`${name}.key`)]
    const out = ['--code-file', file, '--out', desk.path(to), '--json']
    const run = await desk.run(['at', 'claim', ...who, ...out], { fetch: network })
    if (run.code !== 0) throw new Error(`claim: ${run.stderr}${run.stdout}`)
    return run.json
  }

  function byDesk(id: string, digits: string): Promise<unknown> {
    return yes('ada', 'offers', 'confirm', id, '--digits', digits)
  }

  return {
    ...{ desk, example, handle, network, faults, riverside },
    ...{ newPerson, appoint, enrol, at, yes, claim, byDesk },
    items: async (name, ...args) => (await yes(name, ...args))['items'] as readonly JsonObject[],
    async liedTo(path, lie, run) {
      lies = (asked, answer) => (path.test(asked) ? lie(answer) : undefined)
      const { code, json } = await run().finally(() => {
        lies = undefined
      })
      return [code, (json['error'] as JsonObject | undefined)?.['code']]
    },
    async fill(value) {
      const name = await digestOf(JSON.stringify([recordSystem, value]))
      const folder = desk.path(`data/riverside/records/${name}`)
      mkdirSync(folder, { recursive: true })
      const coding = [{ system: 'http://loinc.org', code: '8480-6' }]
      const subject = { reference: 'Patient/1' }
      const observed = { resourceType: 'Observation', status: 'final', subject, code: { coding } }
      writeFileSync(`${folder}/observation.json`, JSON.stringify(observed))
    },
    close: () => example.close(),
  }
}

export function rowOf(value: string, purposes: readonly string[] = ['TREAT']): StaffRow {
  return {
    ...{ name: `Dr ${value} Example`, registration: { system: exampleRegister, value } },
    ...{ profession: exampleCodes.physician, specialties: [exampleCodes.cardiology] },
    ...{ purposes, jurisdiction: 'CN', licensedUntil: '2030-12-31' },
  }
}
