import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addCheckCommands } from './credential-check.ts'
import { addIssueCommand } from './credential-issue.ts'
import { addStatusCommands } from './credential-status.ts'

export function addCredentialCommand(program: Command, context: Context): void {
  const credential = program
    .command('credential')
    .description('issue, check, verify, suspend and revoke credentials')
    .addHelpText(
      'after',
      '\nExample:\n  fidecura credential check role.jwt --root did:key:z6Mk…=role,licence,accreditation --chain a.jwt b.jwt',
    )
  addIssueCommand(credential, context)
  addCheckCommands(credential, context)
  addStatusCommands(credential, context)
}
