import { verifyStatement } from '@fidecura/consent'
import { refusalType, verifyAnswer, verifyRefusal } from '@fidecura/consent/request'
import { decodeJws } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption } from '../options.ts'
import { readRequestFile } from '../request-file.ts'
import { addOptionalTrustOptions, openTrust, type TrustOptions } from '../trust.ts'
import { trustNobody } from '../trust-nobody.ts'

interface VerifyOptions extends TrustOptions {
  readonly answer: string
  readonly identity?: string
}

/** For the platform: whether what came back answers what it asked. */
export function addRequestVerifyCommand(group: Command, { run, help }: Context): void {
  const { frame, consent, life } = help
  const command = group
    .command('verify <file>')
    .description(life.request.verify)
    .requiredOption('--answer <file>', life.request.theAnswer)
    .option('--identity <file>', consent.identity)
  addExample(
    addOptionalTrustOptions(command, help),
    frame,
    'consent request verify request.json --answer consent.jwt',
    '--identity identity.jwt',
    '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
  )
  command.action(
    run(async ({ environment, output, messages }, file: string, options: VerifyOptions) => {
      const { answer, identity } = options
      const { request } = await readRequestFile(file, environment)
      const token = await readToken(answer, environment)
      output.progress(messages.credential.checking)
      const { typ } = await inFile(answer, () => decodeJws(token, { maxBytes: 1_048_576 }).header)
      if (typ === refusalType) {
        const verifier = trustNobody(environment)
        const { issuer, reason } = await inFile(answer, () =>
          verifyRefusal(token, request, { verifier }),
        )
        const why = reason === undefined ? {} : { reason }
        output.result(messages.life.wasRefused(issuer), { verdict: 'refused', issuer, ...why })
        return exitCodes.no
      }
      if (identity === undefined) throw missingOption('--identity')
      const { verifier, chain } = await openTrust(options, environment)
      const evidence = { identity: await readToken(identity, environment), chain }
      const statement = await inFile(answer, () => verifyStatement(token, { verifier, evidence }))
      const { id } = await inFile(answer, () => verifyAnswer(statement, request, { verifier }))
      const said = `${messages.life.wasAnswered}\n\n${statement.text}`
      output.result(said, { verdict: 'passed', request: id, statement: statement.id })
      return exitCodes.yes
    }),
  )
}
