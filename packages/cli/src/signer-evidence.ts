import type { StatementEvidence, WithdrawalEvidence } from '@fidecura/consent'
import type { Command } from 'commander'
import { readAgreementFile } from './agreement-file.ts'
import { type Environment, readToken } from './environment.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, wrongOption } from './options.ts'

/** What shows whose hand it was. */
export interface SignerEvidenceOptions {
  readonly identity?: string
  readonly guardianship?: string
  readonly mandate?: string
  readonly role?: string
  readonly licence?: string
  readonly agreement?: readonly string[]
}

/** Of somebody who signs in the patient's place. */
export function addRepresentativeOptions(command: Command, { life }: HelpTexts): Command {
  const { guardianship, mandate } = life.represent
  return command.option('--guardianship <file>', guardianship).option('--mandate <file>', mandate)
}

/** Of somebody at a desk. */
export function addDeskPersonOptions(command: Command, { life }: HelpTexts): Command {
  const { role, licence } = life.represent
  return command.option('--role <file>', role).option('--licence <file>', licence)
}

/**
 * Reads the files that show whose hand a statement was signed with. The register sees whether they do.
 *
 * @param chain - Of all that is shown.
 */
export async function readStatementEvidence(
  { identity, guardianship, mandate, role, agreement = [] }: SignerEvidenceOptions,
  chain: readonly string[],
  environment: Environment,
): Promise<StatementEvidence> {
  if (role !== undefined) throw wrongOption('--role')
  if (identity === undefined) throw missingOption('--identity')
  const patient = { identity: await readToken(identity, environment), chain }
  if (mandate !== undefined) {
    if (guardianship !== undefined) throw wrongOption('--guardianship')
    if (agreement.length > 0) throw wrongOption('--agreement')
    return { mandate: await readToken(mandate, environment), ...patient }
  }
  if (guardianship === undefined) {
    if (agreement.length > 0) throw missingOption('--guardianship')
    return patient
  }
  const agreements = await readGuardians(agreement, environment)
  return {
    ...{ guardianship: await readToken(guardianship, environment), ...patient },
    ...(agreements.length === 0 ? {} : { agreements }),
  }
}

/** As {@link readStatementEvidence}, of a withdrawal, which two people of a desk may sign, too. */
export async function readWithdrawalEvidence(
  options: SignerEvidenceOptions,
  chain: readonly string[],
  environment: Environment,
): Promise<WithdrawalEvidence> {
  const { identity, guardianship, mandate, role, licence, agreement = [] } = options
  if (role === undefined) {
    if (licence !== undefined) throw missingOption('--role')
    // Whoever takes a consent back as a guardian need not show how old the patient is.
    if (guardianship === undefined || identity !== undefined || agreement.length > 0) {
      return readStatementEvidence(options, chain, environment)
    }
    return { guardianship: await readToken(guardianship, environment), chain }
  }
  if (mandate !== undefined) throw wrongOption('--mandate')
  if (guardianship !== undefined) throw wrongOption('--guardianship')
  if (licence === undefined) throw missingOption('--licence')
  const [path, ...others] = agreement
  if (path === undefined) throw missingOption('--agreement')
  const other = await readAgreementFile(path, environment)
  if (other.as !== 'desk' || others.length > 0) throw wrongOption('--agreement')
  const desk = {
    role: await readToken(role, environment),
    licence: await readToken(licence, environment),
    chain,
  }
  return { desk, second: other.second }
}

async function readGuardians(paths: readonly string[], environment: Environment) {
  const files = await Promise.all(paths.map((path) => readAgreementFile(path, environment)))
  return files.map((file) => {
    if (file.as !== 'guardian') throw wrongOption('--agreement')
    return file.guardian
  })
}
