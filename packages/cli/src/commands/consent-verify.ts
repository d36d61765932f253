import { agesOf, verifyStatement } from '@fidecura/consent'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { jurisdictionNames, readJurisdiction } from '../jurisdictions.ts'
import { inFile } from '../located.ts'
import { sortAgreements, verifyBeside } from '../signed-beside.ts'
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
      const { agreements, beside } = await sortAgreements(options.agreement ?? [], environment)
      const shown = { ...options, agreement: agreements }
      const evidence = await readStatementEvidence(shown, chain, environment)
      const proven = await inFile(file, () => verifyStatement(token, { verifier, evidence, ages }))
      const others = await verifyBeside(proven, beside, verifier)
      const { source, ...statement } = proven
      const { verified, registerKnows } = messages.consent
      const second = others.map(({ as, issuer }) => messages.life.beside(as, issuer))
      const said = [`${verified}\n\n${statement.text}\n`, ...second, registerKnows]
      output.result(said.join('\n'), {
        verdict: 'passed',
        ...(others.length === 0
          ? {}
          : { beside: others.map(({ as, issuer }) => ({ as, issuer })) }),
        // The source travels in the token; its bytes are of no use in a report.
        statement: jsonOf({ ...statement, hasSource: source !== undefined }),
      })
      return exitCodes.yes
    }),
  )
}
