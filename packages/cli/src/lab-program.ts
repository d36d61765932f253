import { addBundleCommand } from './commands/bundle.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addConsentCommand } from './commands/consent.ts'
import { addCredentialCommand } from './commands/credential.ts'
import { addDidCommand } from './commands/did.ts'
import { addEntryCommand } from './commands/entry.ts'
import { addEvidenceCommand } from './commands/evidence.ts'
import { addImpactCommand } from './commands/impact.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addLogCommand } from './commands/log.ts'
import { addSamplesCommand } from './commands/samples.ts'
import { addServeCommand } from './commands/serve.ts'
import { addStatusCommand } from './commands/status.ts'
import { addTrustCommand } from './commands/trust.ts'
import { addWitnessCommand } from './commands/witness.ts'
import type { Environment } from './environment.ts'
import type { ExitCode } from './exit-code.ts'
import { type AddCommand, runCommands } from './run-commands.ts'

/** What a place that only verifies has a use for: everything but founding hospitals, and the story. */
const commands: readonly AddCommand[] = [
  addKeysCommand,
  addDidCommand,
  addCredentialCommand,
  addConsentCommand,
  addEntryCommand,
  addImpactCommand,
  addStatusCommand,
  addBundleCommand,
  addTrustCommand,
  addEvidenceCommand,
  addLogCommand,
  addWitnessCommand,
  addSamplesCommand,
  addServeCommand,
  addCompletionCommand,
]

/** Runs one command line of the archive for laboratories. */
export function runLabProgram(
  args: readonly string[],
  environment: Environment,
): Promise<ExitCode> {
  return runCommands(args, environment, commands)
}
