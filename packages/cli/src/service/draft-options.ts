import type { JsonObject } from '@fidecura/base'
import { credentialTypes } from '@fidecura/credentials'
import type { Services } from '../context.ts'
import { readInput } from '../environment.ts'
import { inFile, readJsonFile } from '../located.ts'
import { missingOption, wrongOption } from '../options.ts'
import { askFor, askWhich } from './ask-for.ts'

/** What a hospital is, as the command line says it. What is left out is asked on a terminal. */
export interface DraftOptions {
  readonly id?: string
  readonly name?: string
  readonly recordSystem?: string
  readonly jurisdiction?: string
  readonly root?: string
  readonly department?: readonly string[]
  readonly country?: string
  readonly register?: string
  readonly staffing?: string
  readonly notice?: string
  readonly administration?: string
  readonly administrator?: readonly string[]
}

const jurisdictions = ['opt_in', 'china', 'health_data_space'] as const

/** @returns The draft, as its file holds it; whoever parses it says what is wrong with it. */
export async function readDraft(
  { environment, messages }: Services,
  options: DraftOptions,
): Promise<JsonObject> {
  const { questions } = messages.service
  const ask = (name: keyof typeof questions, given: string | undefined) =>
    askFor(given, { option: optionOf(name), question: questions[name] }, environment)
  const id = await ask('id', options.id)
  const name = await ask('name', options.name)
  const recordSystem = await ask('recordSystem', options.recordSystem)
  const jurisdiction = await askWhich(
    options.jurisdiction,
    { option: '--jurisdiction', question: questions.jurisdiction, names: jurisdictions },
    environment,
  )
  const root = rootOf(await ask('root', options.root))
  const departments = (
    options.department ?? (await ask('department', undefined)).split(/\s*;\s*/)
  ).map(departmentOf)
  const staffing =
    options.staffing === undefined
      ? staffingOf(await ask('country', options.country), await ask('register', options.register))
      : await readJsonFile(options.staffing, environment)
  const notice =
    options.notice === undefined
      ? messages.service.notice(name)
      : new TextDecoder().decode(await readInput(options.notice, environment))
  return {
    ...{ version: 'urn:fidecura:hospital-draft:1', id, name, recordSystem, jurisdiction },
    ...{ roots: [root], departments, partners: [], staffing, notice },
    ...(await administrationOf(environment, options)),
  }
}

/** The first two, by the rows that `staff invite` takes. What of them is kept is their registrations. */
async function administrationOf(
  environment: Services['environment'],
  { administration: department, administrator: files }: DraftOptions,
): Promise<JsonObject> {
  if (department === undefined && files === undefined) return {}
  if (department === undefined) throw missingOption('--administration')
  if (files?.length !== 2) throw wrongOption('--administrator', 'FILE FILE')
  const { parseStaffRow } = await import('@fidecura/server')
  const first = await Promise.all(
    files.map(async (file) => {
      const row = await readJsonFile(file, environment)
      const { registration } = await inFile(file, () => parseStaffRow(row))
      return { ...registration }
    }),
  )
  return { administration: { department, first } }
}

function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `DID`, or `DID=THUMBPRINT,…`; a name that is hosted is no key, so the keys must be said. */
function rootOf(text: string): JsonObject {
  const [did = '', keys] = text.split('=')
  const named = keys?.split(',')
  const isHosted = !/^did:(key|jwk):/.test(did)
  const isWell = named === undefined ? !isHosted : named.every((key) => /^[\w-]{43}$/.test(key))
  if (!did.startsWith('did:') || !isWell) {
    throw wrongOption('--root', 'did:key:…', 'did:web:…=THUMBPRINT')
  }
  const { proxyMandate: _, ...types } = credentialTypes
  return { did, types: Object.values(types), ...(named === undefined ? {} : { keys: named }) }
}

function departmentOf(text: string): JsonObject {
  const [, id, name] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? []
  if (id === undefined || name === undefined) throw wrongOption('--department', 'cardiology=NAME')
  return { id, name }
}

const snomedCt = 'http://snomed.info/sct'
const professions = [
  ['309343006', 'Physician', '医师'],
  ['106292003', 'Professional nurse', '护士'],
  ['46255001', 'Pharmacist', '药师'],
  ['159561009', 'Medical secretary', '医务秘书'],
] as const

/** To begin with: the professions that every hospital has, and no specialties. */
function staffingOf(jurisdiction: string, register: string): JsonObject {
  const [, system, name] = /^([^\s=]+)=(.+)$/.exec(register) ?? []
  if (system === undefined || name === undefined) throw wrongOption('--register', 'SYSTEM=NAME')
  return {
    ...{ jurisdiction, register: { system, name }, purposes: ['TREAT'], specialties: [] },
    professions: professions.map(([code, en, chinese]) => ({
      coding: { system: snomedCt, code, display: en },
      labels: { en, 'zh-CN': chinese },
    })),
  }
}
