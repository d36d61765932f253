import { dataIntegrity } from '../../src/data-integrity/index.ts'
import type {
  CheckCredentialOptions,
  CheckPresentationOptions,
  Verifier,
  VerifierOptions,
} from '../../src/index.ts'
import { vcJwt11 } from '../../src/vcdm-1/index.ts'
import {
  audience,
  badge,
  createWorld,
  issuingAccreditation,
  join,
  nonce,
  type Party,
  practitionerLicence,
  practitionerRole,
  verifierOf,
  type World,
} from '../verifier/world.ts'
import type { SigningFormat } from './formats.ts'
import type { Presenter } from './presenters.ts'
import {
  badgeOf,
  licenceOf,
  lowerOf,
  type Parties,
  roleOf,
  type Statement,
  upperOf,
} from './statement.ts'

/** Everything that a row may change; each row gets a world of its own. */
export interface Scene extends Parties {
  readonly world: World
  readonly format: SigningFormat
  readonly presenter: Presenter | undefined
  readonly roots: VerifierOptions['roots']
}

/** What is shown to a verifier, and which. */
export interface Attempt {
  /** Of no format at all, too. */
  readonly token: string
  readonly chain?: readonly string[]
  readonly licence?: string
  readonly call?: CheckCredentialOptions | Partial<CheckPresentationOptions>
  readonly verifier?: Partial<VerifierOptions>
  /** In a presentation, instead of that which shows the token. */
  readonly presentation?: unknown
  /** Is done first, with the verifier that is asked then. */
  readonly before?: (verifier: Verifier) => Promise<unknown>
}

/** Name, the check that must refuse it, the code, and the mutation. */
export type Row = readonly [
  name: string,
  check: string,
  code: string | ((format: SigningFormat) => string),
  make: (scene: Scene) => Attempt | Promise<Attempt>,
]

/** A signature that is not of the key is called by the name of its layer. */
export const signatureCode = ({ signatureCode: code }: SigningFormat): string => code

export async function createScene(
  format: SigningFormat,
  presenter: Presenter | undefined,
): Promise<Scene> {
  const world = createWorld()
  const { algorithm } = format
  const hosted = (name: string): Promise<Party> =>
    join(world, { host: `${name}.example`, algorithm })
  const authority = await hosted('authority')
  const hospital = await hosted('hospital')
  const department = await hosted('department')
  const doctor = await join(world)
  const stranger = await join(world, { algorithm })
  const types = [practitionerRole, practitionerLicence, badge, issuingAccreditation]
  const roots = [{ did: authority.did, types }]
  return { world, format, presenter, authority, hospital, department, doctor, stranger, roots }
}

/** With the same people and a world that can be changed. */
export function fork(scene: Scene): Scene {
  const world = createWorld()
  for (const [did, document] of scene.world.documents) world.documents.set(did, document)
  for (const [url, { signer }] of scene.world.lists) world.lists.set(url, { signer, changes: [] })
  return { ...scene, world }
}

type Changes = Partial<Statement>

/** What nobody changed is signed once: most rows change one statement of four. */
const unchanged = new WeakMap<Party['signer'], Map<SigningFormat, Map<string, Promise<string>>>>()

function signedBy(by: Party['signer'], format: SigningFormat): Map<string, Promise<string>> {
  const formats = unchanged.get(by) ?? new Map()
  const signed = formats.get(format) ?? new Map()
  unchanged.set(by, formats.set(format, signed))
  return signed
}

/** Who signs what each statement says, unless somebody else does. */
async function make(
  { format }: Scene,
  statement: Statement,
  changes: Changes,
  by: Party['signer'],
): Promise<string> {
  const all = { ...statement, ...changes }
  const sign = async () => format.sign(format.write(all), by, all.issuedAt)
  if (Object.keys(changes).length > 0) return sign()
  const signed = signedBy(by, format)
  const key = JSON.stringify(statement)
  const token = signed.get(key) ?? sign()
  signed.set(key, token)
  return token
}

export const makeBadge = (scene: Scene, changes: Changes = {}, by = scene.authority.signer) =>
  make(scene, badgeOf(scene), changes, by)
export const makeRole = (scene: Scene, changes: Changes = {}, by = scene.department.signer) =>
  make(scene, roleOf(scene), changes, by)
export const makeLicence = (scene: Scene, changes: Changes = {}, by = scene.authority.signer) =>
  make(scene, licenceOf(scene), changes, by)
export const makeUpper = (scene: Scene, changes: Changes = {}, by = scene.authority.signer) =>
  make(scene, upperOf(scene), changes, by)
export const makeLower = (scene: Scene, changes: Changes = {}, by = scene.hospital.signer) =>
  make(scene, lowerOf(scene), changes, by)

/** A badge of the root. */
export const plain = async (scene: Scene, changes: Changes = {}): Promise<Attempt> => ({
  token: await makeBadge(scene, changes),
})

/** A role below authority, hospital and department, with its licence. */
export async function staffed(
  scene: Scene,
  changes: {
    readonly role?: Changes
    readonly upper?: Changes
    readonly lower?: Changes
    readonly licence?: Changes
  } = {},
): Promise<Attempt> {
  return {
    token: await makeRole(scene, changes.role),
    chain: [await makeUpper(scene, changes.upper), await makeLower(scene, changes.lower)],
    licence: await makeLicence(scene, changes.licence),
  }
}

interface Refused {
  readonly check: string
  readonly code: string | undefined
}

/** What came of it: `accepted` or the code; and every check that refused. */
export interface Result {
  readonly code: string
  readonly refused: readonly Refused[]
  /** Of the credentials in a presentation. */
  readonly inner: readonly Refused[]
}

export async function judge(scene: Scene, attempt: Attempt): Promise<Result> {
  const { world, roots, presenter } = scene
  const { token, chain, licence, call = {}, before } = attempt
  const make = (): Verifier =>
    verifierOf(world, {
      roots,
      formats: [dataIntegrity({ suites: scene.format.proofs.suites }), vcJwt11()],
      ...attempt.verifier,
    })
  const [verifying, checking] = [make(), make()]
  for (const verifier of [verifying, checking]) await before?.(verifier)
  const bag = chain === undefined ? {} : { chain }
  const codeOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'accepted',
      (error) => error.code ?? String(error),
    )
  if (presenter === undefined) {
    const options = { ...bag, ...(licence === undefined ? {} : { licence }), ...call } as object
    const code = await codeOf(verifying.verifyCredential(token, options))
    try {
      const { checks } = await checking.checkCredential(token, options)
      return { code, refused: refusedOf(checks), inner: [] }
    } catch (error) {
      return { code, refused: [thrown(error)], inner: [] }
    }
  }
  const tokens = licence === undefined ? [token] : [token, licence]
  const shown = (
    'presentation' in attempt ? attempt.presentation : await presenter.present(tokens, scene)
  ) as string
  const options = { audience, nonce, ...bag, ...call }
  const code = await codeOf(verifying.verifyPresentation(shown, options))
  try {
    const { checks, credentials } = await checking.checkPresentation(shown, options)
    const inner = credentials.flatMap((report) => refusedOf(report.checks))
    return { code, refused: refusedOf(checks), inner }
  } catch (error) {
    return { code, refused: [thrown(error)], inner: [] }
  }
}

type Results = Awaited<ReturnType<Verifier['checkCredential']>>['checks']

const refusedOf = (checks: Results): readonly Refused[] =>
  checks.flatMap(({ check, outcome, code }) =>
    outcome === 'passed' || code === 'check_not_made' ? [] : [{ check, code }],
  )

const thrown = (error: unknown): Refused => ({
  check: 'call',
  code: (error as { readonly code?: string }).code,
})
