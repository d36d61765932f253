import type { JsonObject, JsonValue } from '@fidecura/base'
import type { GuardianAgreement } from '@fidecura/consent'
import type { AgreedSignature, AttestingAs } from '@fidecura/consent/co-signing'
import type { DeskEvidence } from '@fidecura/credentials/recovery'
import type { Environment } from './environment.ts'
import { readJsonFile } from './located.ts'
import { UsageError } from './usage-error.ts'

/** As what a second person agrees. */
export const agreeingAs = ['guardian', 'desk', 'witness', 'clinician'] as const

export type AgreeingRole = (typeof agreeingAs)[number]

/** What a second person signed, together with what shows who that is: one file to hand over. */
export type AgreementFile =
  | { readonly as: 'guardian'; readonly guardian: GuardianAgreement }
  | { readonly as: 'desk'; readonly second: { agreement: string; desk: DeskEvidence } }
  | { readonly as: AttestingAs; readonly beside: AgreedSignature }

/** @param chain - Accreditations that lead to whoever issued what is shown. */
export function agreementJson(
  as: AgreeingRole,
  shown: Readonly<Record<'guardianship' | 'identity' | 'role' | 'licence', string | undefined>>,
  agreement: string,
  chain: readonly string[],
): JsonObject {
  const { guardianship, identity, role, licence } = shown
  const person = role === undefined ? { identity } : { role, licence }
  const evidence = Object.entries(as === 'guardian' ? { guardianship } : person)
  const given = evidence.filter(([, token]) => token !== undefined)
  return { as, agreement, ...Object.fromEntries(given), chain: [...chain] }
}

/** Reads what `fidecura consent agree` wrote. Proves nothing. */
export async function readAgreementFile(
  path: string,
  environment: Environment,
): Promise<AgreementFile> {
  const json = await readJsonFile(path, environment)
  const { as, chain } = json
  const isKnown = Array.isArray(chain) && chain.every((token) => typeof token === 'string')
  if (!isKnown) throw unexpected(path)
  const text = (name: string): string => textOf(json[name], path)
  if (as === 'guardian') {
    const guardianship = text('guardianship')
    return { as, guardian: { agreement: text('agreement'), guardianship, chain } }
  }
  if (as === 'witness' || as === 'clinician') {
    const agreement = text('agreement')
    if (json['role'] === undefined) {
      return { as, beside: { agreement, evidence: { identity: text('identity'), chain } } }
    }
    const licence = json['licence'] === undefined ? {} : { licence: text('licence') }
    return { as, beside: { agreement, evidence: { role: text('role'), chain, ...licence } } }
  }
  if (as !== 'desk') throw unexpected(path)
  const desk = { role: text('role'), licence: text('licence'), chain }
  return { as, second: { agreement: text('agreement'), desk } }
}

function textOf(value: JsonValue | undefined, path: string): string {
  if (typeof value === 'string') return value
  throw unexpected(path)
}

function unexpected(place: string): UsageError {
  return new UsageError('file_unexpected', 'Not what consent agree writes', { place })
}
