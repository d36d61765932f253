import { agesOf, verifyStatement } from '@fidecura/consent'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { jurisdictionNames, readJurisdiction } from '../jurisdictions.ts'
import { inFile } from '../located.ts'
import {
  addRepresentativeOptions,
  readStatementEvidence,
  type SignerEvidenceOptions,
} from '../signer-evidence.ts'
import { addBundleOptions, addTrustOptions, openTrust, type TrustOptions } from '../trust.ts'

interface VerifyOptions extends TrustOptions, SignerEvidenceOptions {
  readonly identity: string
  readonly jurisdiction?: string
}

export function addConsentVerifyCommand(consent: Command, { run, help }: Context): void {
  const { verify, identity } = help.consent
  const { represent, register } = help.life
  const command = consent
    .command('verify <file>')
    .description(verify.about)
    .requiredOption('--identity <file>', identity)
  addRepresentativeOptions(command, help)
    .option('--agreement <file...>', represent.agreement)
    .option('--jurisdiction <name>', `${register.jurisdiction}: ${jurisdictionNames.join(', ')}`)
  addExample(
    command,
    help.frame,
    'consent verify consent.jwt --identity identity.jwt',
    '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
  )
  addBundleOptions(addTrustOptions(command, help), help).action(
    run(async ({ environment, output, messages }, file: string, options: VerifyOptions) => {
      const token = await readToken(file, environment)
      const { jurisdiction } = options
      const ages = jurisdiction === undefined ? undefined : agesOf(readJurisdiction(jurisdiction))
      output.progress(messages.credential.checking)
      const { verifier, chain } = await openTrust(options, environment)
      const evidence = await readStatementEvidence(options, chain, environment)
      const { source, ...statement } = await inFile(file, () =>
        verifyStatement(token, { verifier, evidence, ages }),
      )
      const { verified, registerKnows } = messages.consent
      output.result(`${verified}\n\n${statement.text}\n\n${registerKnows}`, {
        verdict: 'passed',
        // The source travels in the token; its bytes are of no use in a report.
        statement: jsonOf({ ...statement, hasSource: source !== undefined }),
      })
      return exitCodes.yes
    }),
  )
}
