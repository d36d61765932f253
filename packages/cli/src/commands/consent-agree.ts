import { ConsentError, signAgreement } from '@fidecura/consent'
import type { Command } from 'commander'
import { assertActsFor } from '../acting-for.ts'
import { agreeingAs, agreementJson } from '../agreement-file.ts'
import type { Context } from '../context.ts'
import { askWhether, assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, located } from '../located.ts'
import { readChoice } from '../options.ts'
import { readSignedAct } from '../signed-file.ts'
import { addDeskPersonOptions, type SignerEvidenceOptions } from '../signer-evidence.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface AgreeOptions extends KeyOptions, SignerEvidenceOptions {
  readonly as: string
  readonly chain?: readonly string[]
  readonly yes?: boolean
  readonly out?: string
}

/** The other guardian, the second person at a desk, a witness, or the clinician who explained it. */
export function addAgreeCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, life, trust } = help
  const command = addKeyOptions(consent.command('agree <file>'), help, life.agree.key)
    .description(life.agree.about)
    .requiredOption('--as <name>', life.agree.as)
    .option('--guardianship <file>', life.represent.guardianship)
    .option('--identity <file>', life.agree.identity)
  addDeskPersonOptions(command, help)
    .option('--chain <file...>', trust.chain)
    .option('--yes', life.agree.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent agree consent.jwt --as guardian --key mother.key',
    '--guardianship mother.jwt --out mother-agrees.json',
  )
  command.action(
    run(async (services, file: string, options: AgreeOptions) => {
      const { environment, output, messages } = services
      const { out, yes, chain: paths = [] } = options
      if (out !== undefined) await assertAbsent(out)
      const as = readChoice(options.as, '--as', agreeingAs)
      const token = await readToken(file, environment)
      const act = await inFile(file, () => readSignedAct(token, file, messages.life))
      const read = async (path: string | undefined): Promise<string | undefined> =>
        path === undefined ? undefined : readToken(path, environment)
      const shown = {
        guardianship: await read(options.guardianship),
        identity: await read(options.identity),
        role: await read(options.role),
        licence: await read(options.licence),
      }
      const chain = await Promise.all(paths.map((path) => readToken(path, environment)))
      const signer = await openSigner(services, options)
      if (signer.did === act.issuer) throw located(sameSigner(as), options.key)
      await assertActsFor(act.record, { signer, key: options.key, as, options, environment })
      output.show(`${messages.life.agreeTo}\n\n${act.text}\n`)
      if (yes !== true && !(await askWhether(messages.life.askAgree, environment))) {
        output.result(messages.consent.declined, { signed: false })
        return exitCodes.no
      }
      const issuedAt = environment.clock()
      const agreement = await inFile(file, () => signAgreement(token, { signer, as, issuedAt }))
      const json = agreementJson(as, shown, agreement, chain)
      const text = JSON.stringify(json)
      if (out !== undefined) await writeNew(out, `${text}\n`)
      const isBeside = as === 'witness' || as === 'clinician'
      const { agreed, agreedBeside } = messages.life
      const said = `${isBeside ? agreedBeside : agreed}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? text : said, {
        signed: true,
        ...json,
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

const notDistinct = {
  guardian: 'guardians_not_distinct',
  desk: 'desk_not_two_people',
  witness: 'co_signer_not_distinct',
  clinician: 'co_signer_not_distinct',
} as const

function sameSigner(as: keyof typeof notDistinct): ConsentError {
  return new ConsentError(notDistinct[as], 'This key has signed it already: another person agrees')
}
