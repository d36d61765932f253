import { type EpochSeconds, isJsonObject, type JsonValue } from '@fidecura/base'
import type {
  Grantee,
  RecordNumber,
  RepresentedBy,
  StatementKind,
  StatementReference,
} from '@fidecura/consent'
import { decodeCredential } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { type Environment, readToken } from './environment.ts'
import { inFile } from './located.ts'
import { UsageError } from './usage-error.ts'

/** What a statement says of itself. Proves nothing: its register, or a verifier, judges it. */
export interface StatementFile {
  readonly token: string
  readonly reference: StatementReference
  readonly kind: StatementKind
  readonly by: RepresentedBy | undefined
  readonly record: RecordNumber
  readonly grantee: Pick<Grantee, 'did' | 'name'>
  readonly controller: Pick<Grantee, 'did' | 'name'>
  readonly register: Did
  readonly text: string
  readonly validUntil: EpochSeconds | undefined
}

export function readStatementFile(path: string, environment: Environment): Promise<StatementFile> {
  return inFile(path, async () => statementIn(await readToken(path, environment), path))
}

/** @param path - Where it is from. */
export async function statementIn(token: string, path: string): Promise<StatementFile> {
  const { credential } = await decodeCredential(token)
  const { id, issuer, types, claims, validUntil } = credential
  const [kind] = types.flatMap(kindIn)
  const record = textsIn(claims['record'], ['system', 'value'])
  const grantee = textsIn(claims['grantee'], ['did', 'name'])
  const controller = textsIn(claims['controller'], ['did', 'name'])
  const { register, text, by } = claims
  const isStatement =
    id !== undefined &&
    kind !== undefined &&
    record !== undefined &&
    grantee !== undefined &&
    controller !== undefined &&
    typeof register === 'string' &&
    typeof text === 'string'
  if (isStatement) {
    return {
      ...{ token, kind, record, text, validUntil, reference: { issuer, id } },
      by: by as RepresentedBy | undefined,
      grantee: grantee as StatementFile['grantee'],
      controller: controller as StatementFile['controller'],
      register: register as Did,
    }
  }
  throw new UsageError('file_unexpected', 'Not a statement of a patient', { place: path })
}

function kindIn(type: string): readonly StatementKind[] {
  const [, kind] = /^urn:fidecura:statement:(consent|restriction|objection):1$/.exec(type) ?? []
  return kind === undefined ? [] : [kind as StatementKind]
}

function textsIn<Name extends string>(
  value: JsonValue | undefined,
  names: readonly Name[],
): Record<Name, string> | undefined {
  if (!isJsonObject(value)) return undefined
  const all = names.map((name) => [name, value[name]] as const)
  if (!all.every(([, text]) => typeof text === 'string')) return undefined
  return Object.fromEntries(all) as Record<Name, string>
}
