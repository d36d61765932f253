import { isJsonObject, type JsonValue } from '@fidecura/base'
import { ConsentError, type RecordNumber, type WithdrawnBy } from '@fidecura/consent'
import type { AttestingAs } from '@fidecura/consent/co-signing'
import { decodeCredential } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import { type Environment, readToken } from './environment.ts'
import { inFile, located } from './located.ts'
import { missingOption } from './options.ts'
import type { SignerEvidenceOptions } from './signer-evidence.ts'
import type { StatementFile } from './statement-file.ts'

/** Who signs, with which key file, as whom, and what they have to show for it. */
export interface ActingFor {
  readonly signer: Signer
  readonly key: string
  readonly as: WithdrawnBy | AttestingAs | undefined
  readonly options: SignerEvidenceOptions
  readonly environment: Environment
}

/**
 * Tells beforehand what a register would say of this signer: whether what they show is theirs, and about this
 * record. Proves nothing, so it is no more than a refusal that comes early.
 *
 * @throws ConsentError `signer_not_patient`, `representation_mismatch`, `co_signer_not_proven`.
 */
export async function assertActsFor(record: RecordNumber, acting: ActingFor): Promise<void> {
  const { as, options } = acting
  switch (as) {
    case undefined: {
      const { identity } = options
      if (identity === undefined) return
      await assertShows(identity, 'record', 'signer_not_patient', record, acting)
      return
    }
    case 'guardian':
    case 'court_order':
      return assertRepresents('guardianship', 'ward', record, acting)
    case 'proxy':
      return assertRepresents('mandate', 'patient', record, acting)
    case 'desk': {
      const { role, licence } = options
      if (role === undefined) throw missingOption('--role')
      if (licence === undefined) throw missingOption('--licence')
      return assertShows(role, undefined, 'representation_mismatch', record, acting)
    }
    case 'witness':
    case 'clinician': {
      const { role, identity } = options
      const path = role ?? (as === 'witness' ? identity : undefined)
      if (path === undefined) throw missingOption('--role')
      return assertShows(path, undefined, 'co_signer_not_proven', record, acting)
    }
    default:
      return as satisfies never
  }
}

/**
 * The same of a withdrawal, and whether the statement is one that such a signer takes back.
 *
 * @throws ConsentError `signer_not_patient`, `representation_mismatch`, `representation_beyond_power`,
 *   `withdrawal_beyond_authority`.
 */
export async function assertMayWithdraw(
  { reference, record, kind, by }: StatementFile,
  acting: ActingFor,
): Promise<void> {
  const { as, signer, options, key } = acting
  const isOwn = by === undefined && reference.issuer === signer.did
  // A key that was enrolled since is the patient's, too, as their identity says.
  if (as === undefined && !isOwn && options.identity === undefined) {
    throw located(new ConsentError('signer_not_patient', words.signer_not_patient), key)
  }
  await assertActsFor(record, acting)
  if (as === 'proxy') assertOfProxy(reference, signer, key)
  if ((as === 'proxy' || as === 'desk') && kind !== 'consent') {
    throw new ConsentError('withdrawal_beyond_authority', 'Only consents are taken back like this')
  }
}

/**
 * A proxy takes back what they gave themself: the patient's own word is not theirs.
 *
 * @throws ConsentError `representation_beyond_power`.
 */
export function assertOfProxy(
  { issuer }: { readonly issuer: string },
  signer: Pick<Signer, 'did'>,
  place: string,
): void {
  if (issuer === signer.did) return
  const code = 'representation_beyond_power'
  throw located(new ConsentError(code, 'A proxy takes back what they gave themself'), place)
}

async function assertRepresents(
  name: 'guardianship' | 'mandate',
  member: string,
  record: RecordNumber,
  acting: ActingFor,
): Promise<void> {
  const path = acting.options[name]
  if (path === undefined) throw missingOption(`--${name}`)
  await assertShows(path, member, 'representation_mismatch', record, acting)
}

const words = {
  signer_not_patient:
    'Not the key that the statement, or the identity, names: no register takes it',
  co_signer_not_proven: 'Shows somebody else than who signs: nobody takes it',
  representation_mismatch: 'Shows somebody else, or about somebody else: no register takes it',
} as const

/** @param member - Where the credential says whose record it is about. */
async function assertShows(
  path: string,
  member: string | undefined,
  code: keyof typeof words,
  record: RecordNumber,
  { signer, environment }: ActingFor,
): Promise<void> {
  const token = await readToken(path, environment)
  const { credential } = await inFile(path, () => decodeCredential(token))
  const { subject, claims } = credential
  const about = member === undefined ? undefined : claims[member]
  // What is hidden, the register asks for.
  const isAbout = about === undefined || isRecord(about, record)
  if (subject === signer.did && isAbout) return
  throw located(new ConsentError(code, words[code]), path)
}

function isRecord(value: JsonValue, { system, value: number }: RecordNumber): boolean {
  return isJsonObject(value) && value['system'] === system && value['value'] === number
}
