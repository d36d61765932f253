import { addAtCommand } from './commands/at.ts'
import { addBundleCommand } from './commands/bundle.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addConsentCommand } from './commands/consent.ts'
import { addCredentialCommand } from './commands/credential.ts'
import { addDidCommand } from './commands/did.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEntryCommand } from './commands/entry.ts'
import { addEvidenceCommand } from './commands/evidence.ts'
import { addHospitalCommand } from './commands/hospital.ts'
import { addImpactCommand } from './commands/impact.ts'
import { addIncidentCommand } from './commands/incident.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addLogCommand } from './commands/log.ts'
import { addSamplesCommand } from './commands/samples.ts'
import { addServeCommand } from './commands/serve.ts'
import { addStaffCommand } from './commands/staff.ts'
import { addStatusCommand } from './commands/status.ts'
import { addStoryCommand } from './commands/story.ts'
import { addTrustCommand } from './commands/trust.ts'
import { addWitnessCommand } from './commands/witness.ts'
import type { Environment } from './environment.ts'
import type { ExitCode } from './exit-code.ts'
import { type AddCommand, runCommands } from './run-commands.ts'

/** In the order in which `--help` lists them. */
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
  addHospitalCommand,
  addServeCommand,
  addStaffCommand,
  addAtCommand,
  addIncidentCommand,
  addDoctorCommand,
  addStoryCommand,
  addCompletionCommand,
]

/** Runs one command line. Prints to the environment's streams; returns the exit code. */
export function runProgram(args: readonly string[], environment: Environment): Promise<ExitCode> {
  return runCommands(args, environment, commands)
}
