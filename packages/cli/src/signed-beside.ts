import type { VerifiedStatement } from '@fidecura/consent'
import {
  type AgreedSignature,
  type AttestingAs,
  assertSignedBeside,
  type VerifiedAgreedSignature,
  verifyAgreedSignature,
} from '@fidecura/consent/co-signing'
import type { Verifier } from '@fidecura/credentials'
import { readAgreementFile } from './agreement-file.ts'
import type { Environment } from './environment.ts'
import { inFile } from './located.ts'

/** What a witness or clinician signed beside a statement, and the file that it is in. */
export interface BesideFile {
  readonly path: string
  readonly as: AttestingAs
  readonly beside: AgreedSignature
}

/** Parts the files of guardians, who are some of those who sign, from those of others beside them. */
export async function sortAgreements(
  paths: readonly string[],
  environment: Environment,
): Promise<{ readonly agreements: readonly string[]; readonly beside: readonly BesideFile[] }> {
  const agreements: string[] = []
  const beside: BesideFile[] = []
  for (const path of paths) {
    const file = await readAgreementFile(path, environment)
    if ('beside' in file) beside.push({ path, ...file })
    else agreements.push(path)
  }
  return { agreements, beside }
}

/** Proves that all of them stand behind the statement, each another person. */
export async function verifyBeside(
  statement: VerifiedStatement,
  files: readonly BesideFile[],
  verifier: Verifier,
): Promise<readonly VerifiedAgreedSignature[]> {
  const signatures: VerifiedAgreedSignature[] = []
  for (const { path, as, beside } of files) {
    const signature = await inFile(path, () =>
      verifyAgreedSignature(statement, beside, { verifier, as }),
    )
    signatures.push(signature)
  }
  assertSignedBeside(
    statement,
    signatures,
    files.map(({ as }) => as),
  )
  return signatures
}
