import type { JsonObject, JsonValue } from '@fidecura/base'
import {
  createReceiptTimeProofVerifier,
  type Jurisdiction,
  type VerifiedBreakGlass,
  verifyBreakGlass,
} from '@fidecura/consent'
import type { DeciderDesk } from './decider-desk.ts'
import type { Environment } from './environment.ts'
import { inFile, readJsonFile } from './located.ts'
import { notifyByFile } from './patient-notices.ts'
import type { StatementSetSource } from './statement-set-source.ts'
import { UsageError } from './usage-error.ts'

/** A request for emergency access, and on whose authority it is made: one file to hand over. */
export interface BreakGlassFile {
  readonly path: string
  readonly request: string
  readonly role: string
  readonly licence: string | undefined
}

export function breakGlassJson({
  request,
  role,
  licence,
}: Omit<BreakGlassFile, 'path'>): JsonObject {
  return { request, role, ...(licence === undefined ? {} : { licence }) }
}

/** Reads what `fidecura consent break-glass request` wrote. Proves nothing. */
export async function readBreakGlassFile(
  path: string,
  environment: Environment,
): Promise<BreakGlassFile> {
  const { request, role, licence } = await readJsonFile(path, environment)
  if (isText(request) && isText(role) && (licence === undefined || isText(licence))) {
    return { path, request, role, licence }
  }
  const message = 'Not what consent break-glass request writes'
  throw new UsageError('file_unexpected', message, { place: path })
}

/** What the request must answer, and who hears of it. */
export interface BreakTheGlass {
  readonly file: BreakGlassFile
  readonly jurisdiction: Jurisdiction
  readonly audience: string
  readonly nonce: string
  /** Where the patient’s notice is written. */
  readonly notices: string
}

/** Has the register write it down and the patient told, before it counts. */
export async function breakTheGlass(
  { file, jurisdiction, audience, nonce, notices }: BreakTheGlass,
  { verifier, store, chain }: DeciderDesk,
  source: StatementSetSource,
  environment: Environment,
): Promise<VerifiedBreakGlass> {
  const register = source.registerOf(store, verifier)
  const { path, request, role, licence } = file
  const journal = {
    keep: register.keepBreakGlass,
    verify: createReceiptTimeProofVerifier({
      register: source.register,
      resolve: verifier.resolve,
    }),
  }
  return inFile(path, () =>
    verifyBreakGlass(request, {
      ...{ verifier, audience, nonce, journal, rules: jurisdiction.breakGlass },
      replay: store.replay,
      evidence: { role, chain, ...(licence === undefined ? {} : { licence }) },
      notify: notifyByFile(notices, environment),
    }),
  )
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string'
}
