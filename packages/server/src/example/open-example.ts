import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allowLoopbackHttp, parseJson } from '@fidecura/base'
import { createIssuer, credentialTypes, type TrustedRoot } from '@fidecura/credentials'
import { type Did, type Signer, thumbprintOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { accreditDepartment, accreditHospital } from '../found/accredit.ts'
import { didAt } from '../hospital/did-at.ts'
import { createDirectory, type Directory, type DirectoryOptions } from '../hospital/directory.ts'
import { accreditationsOf, type Hospital, openHospital } from '../hospital/hospital.ts'
import { openHospitalStore, type StoreSetting } from '../hospital/open-hospital-store.ts'
import { createFolderRecordSource } from '../hospital/record-source.ts'
import { type HospitalSettings, type Partner, parseHospitalSettings } from '../hospital/settings.ts'
import type { SignInSettings, WalletSettings } from '../hospital/sign-in-settings.ts'
import { openSite, type Site } from '../hospital/site.ts'
import {
  type ExampleHospital,
  exampleHospitals,
  examplePurposes,
  exampleRegister,
  exampleStaffing,
} from './example-hospitals.ts'
import {
  type ExampleInvitation,
  examplePatient,
  inviteExamplePeople,
  writeExampleRecord,
} from './example-people.ts'
import { preserveExample } from './preserve-example.ts'

/** Where the example is kept and reached. */
export interface ExampleOptions extends DirectoryOptions {
  readonly folder: string
  /** Default: `sqlite`. */
  readonly store?: StoreSetting | undefined
  readonly origin: string
  /** Opens the key of this name, and makes it if it is not there. Without a DID it is made of the key. */
  readonly signer: (name: string, did: Did | undefined) => Promise<Signer>
  /**
   * Opens the Ed25519 key of this name for a log or a witness. With it each hospital keeps a log, which the other
   * one witnesses; without it nothing is preserved.
   */
  readonly noteSigner?: ((name: string) => Promise<Signer>) | undefined
  /** Where people sign in at platforms, by the id of the hospital. Ports change, so nothing of it is kept. */
  readonly signIn?: Readonly<Record<string, SignInSettings>> | undefined
  /** Whom the patients' apps may talk to, by the id of the hospital. */
  readonly wallet?: Readonly<Record<string, WalletSettings>> | undefined
}

/** Two hospitals below one authority. */
export interface Example {
  /**
   * Invites those who work there and have not come yet. Each link is good once and for a day; those of an earlier
   * call lead nowhere.
   */
  invite(): Promise<readonly ExampleInvitation[]>
  readonly directory: Directory
  readonly authority: Site
  readonly hospitals: ReadonlyMap<string, Hospital>
  close(): Promise<void>
}

/** Opens the example in its folder, and founds it if it is not there. */
export async function openExample(options: ExampleOptions): Promise<Example> {
  const { folder, origin, clock, fetch } = options
  const loopback = options[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const directory = createDirectory({ fetch, clock, ...door })
  const stores: Store[] = []
  const storeOf = async (name: string): Promise<Store> => {
    await mkdir(join(folder, name, 'records'), { recursive: true, mode: 0o700 })
    const store = await openHospitalStore({ id: name, did: didAt(origin, name) }, options)
    stores.push(store)
    return store
  }
  const authorityStore = await storeOf('authority')
  const authority = await openSite({
    ...{ name: 'Riverland Health Authority', chain: [], store: authorityStore },
    ...{ signer: await options.signer('authority', undefined), directory, fetch, clock, ...door },
    listUrl: `${origin}/authority/status/1`,
  })
  const hospitals = new Map<string, Hospital>()
  const founded = []
  for (const example of exampleHospitals) {
    const store = await storeOf(example.id)
    founded.push({ example, store, signers: await signersOf(example, options) })
  }
  const thumbprints = new Map<string, string>()
  for (const { example, signers } of founded) {
    thumbprints.set(example.id, await thumbprintOf(signers.hospital.publicKey))
  }
  const preserved = await preserveExample(
    founded.map(({ example, ...rest }) => ({ id: example.id, ...rest })),
    options,
  )
  for (const { example, store, signers } of founded) {
    const kept = await settingsOf(example, {
      ...{ ...options, authority, authorityStore, store, signers, thumbprints },
    })
    const [signIn, wallet] = [options.signIn?.[example.id], options.wallet?.[example.id]]
    const settings = { ...kept, signIn, wallet }
    const hospital = await openHospital({
      ...{ settings, origin, store, signer: signers.hospital, directory, clock, fetch, ...door },
      departmentSigners: signers.departments,
      records: createFolderRecordSource(join(folder, example.id, 'records')),
      ...preserved.get(example.id),
    })
    hospitals.set(example.id, hospital)
    const { did, chain } = hospital.site
    directory.vouch(accreditationsOf(`${origin}/authority`), did, chain)
  }
  await writeExampleRecord(join(folder, 'riverside', 'records'), examplePatient.record)
  return {
    ...{ directory, authority, hospitals },
    invite: () => inviteExamplePeople(hospitals),
    async close() {
      for (const { preservation } of preserved.values()) await preservation.close()
      for (const store of stores) await store.close()
    },
  }
}

interface Signers {
  readonly hospital: Signer
  readonly departments: ReadonlyMap<string, Signer>
}

async function signersOf(
  { id, departments }: ExampleHospital,
  options: ExampleOptions,
): Promise<Signers> {
  const { origin, signer } = options
  const signers = new Map<string, Signer>()
  for (const { id: name } of departments) {
    signers.set(name, await signer(`${id}.${name}`, didAt(origin, id, name)))
  }
  return { hospital: await signer(id, didAt(origin, id)), departments: signers }
}

interface Founding extends Omit<ExampleOptions, 'store'> {
  readonly authority: Site
  readonly authorityStore: Store
  readonly store: Store
  readonly signers: Signers
  /** Of the keys of all hospitals. */
  readonly thumbprints: ReadonlyMap<string, string>
}

/** Read from the folder; made, and written there, the first time. */
async function settingsOf(example: ExampleHospital, founding: Founding): Promise<HospitalSettings> {
  const path = join(founding.folder, example.id, 'hospital.json')
  const known = await readFile(path).catch(() => undefined)
  if (known !== undefined) return parseHospitalSettings(parseJson(new Uint8Array(known)))
  const settings = await found(example, founding)
  await writeFile(path, JSON.stringify(settings, null, 2), { mode: 0o600 })
  return settings
}

async function found(example: ExampleHospital, founding: Founding): Promise<HospitalSettings> {
  const { authority, store, signers, origin, clock } = founding
  const { id, name, recordSystem, specialties, administration } = example
  const [now, purposes] = [clock(), examplePurposes]
  const named = await Promise.all(
    example.departments.map(async (department) => {
      const signer = signers.departments.get(department.id) as Signer
      const thumbprint = await thumbprintOf(signer.publicKey)
      return { ...department, did: signer.did, thumbprint }
    }),
  )
  const thumbprint = await thumbprintOf(signers.hospital.publicKey)
  const hospital = { did: signers.hospital.did, name, thumbprint }
  const grants = { recordSystem, registers: [exampleRegister], purposes, specialties }
  const departmentDids = named.map(({ did }) => did)
  const ofAuthority = authority.issuer(founding.authorityStore)
  const accreditation = await accreditHospital(
    ofAuthority,
    hospital,
    { ...grants, departments: departmentDids, directory: accreditationsOf(`${origin}/${id}`) },
    now,
  )
  const issuer = createIssuer({
    ...{ signer: signers.hospital, store: store.issued, clock },
    listUrl: `${origin}/${id}/status/1`,
  })
  const departments = []
  for (const each of named) {
    const token = await accreditDepartment(
      issuer,
      each,
      hospital.did,
      { purposes, specialties },
      now,
    )
    departments.push({ id: each.id, name: each.name, accreditation: token })
  }
  return {
    ...{
      version: 'urn:fidecura:hospital-settings:1',
      id,
      name,
      recordSystem,
      jurisdiction: 'china',
    },
    ...{ roots: [rootOf(authority, origin)], chain: [accreditation], departments },
    ...{ partners: partnersOf(id, founding), notice: noticeOf(name), staffing: exampleStaffing },
    ...(administration === undefined
      ? {}
      : {
          administration: {
            department: administration.department,
            first: administration.first.map((value) => ({ system: exampleRegister, value })),
          },
        }),
  }
}

function rootOf({ did, thumbprint }: Site, origin: string): TrustedRoot {
  const { proxyMandate: _, ...types } = credentialTypes
  const directory = accreditationsOf(`${origin}/authority`)
  return { did, types: Object.values(types), keys: [thumbprint], directory }
}

function partnersOf(
  id: string,
  { origin, thumbprints }: Pick<Founding, 'origin' | 'thumbprints'>,
): readonly Partner[] {
  return exampleHospitals
    .filter((other) => other.id !== id)
    .map((other) => {
      const did = didAt(origin, other.id)
      const registerKeys = [thumbprints.get(other.id) ?? '']
      const app = `${origin}/${other.id}/patient/`
      return { did, name: other.name, register: did, registerKeys, app }
    })
}

function noticeOf(name: string): string {
  return [
    `How ${name} uses your health data (an example).`,
    '',
    'What you agree to in the app is what happens, for as long as you said, and nothing else.',
    'You can take every consent back in the app, in as many steps as you gave it, or at any desk.',
    'The app shows you who read what, when and what for.',
    '',
    '本院如何使用您的健康数据（示例）。',
    '',
    '您在应用中同意的内容即为实际使用的范围与期限，除此之外一概不用。',
    '您可随时在应用中或任一窗口撤回同意，步骤与同意时一样简单。',
    '应用会向您显示谁在何时、为何查看了什么。',
    '',
  ].join('\n')
}
