import { formatDateTime } from '@fidecura/base'
import type {
  AsOfOptions,
  CheckCredentialOptions,
  CredentialReport,
  HistoricCredential,
  VerifiedCredential,
} from '@fidecura/credentials'
import { explainAuthority } from '@fidecura/credentials/explain'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf, reportText, verifiedText } from '../credential-text.ts'
import { readToken } from '../environment.ts'
import { type ExitCode, exitCodes, verdictCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import type { HelpTexts } from '../messages/help.ts'
import { readInstant, readType } from '../options.ts'
import { addTimeProofOptions, readTimeProof, type TimeProofOptions } from '../time-proof.ts'
import {
  addBundleOptions,
  addTrustOptions,
  openTrust,
  type Trust,
  type TrustOptions,
} from '../trust.ts'

interface CheckOptions extends TrustOptions, TimeProofOptions {
  readonly licence?: string
  readonly type?: readonly string[]
}

/** The question that the command line asks of one token. */
interface Question {
  readonly token: string
  readonly trust: Trust
  readonly call: CheckCredentialOptions
  /** If it is about an instant of the past. */
  readonly past: PastOptions | undefined
}

type PastOptions = Pick<AsOfOptions, 'at' | 'act' | 'existedBy'>

export function addCheckCommands(credential: Command, { run, help }: Context): void {
  addCheckOptions(credential, 'check', help).action(
    run((services, file: string, options: CheckOptions) =>
      ask(services, file, options, async (question) => {
        const report = await check(question)
        const text = [reportText(report, services.messages), ...chainText(report, services)].join(
          '\n',
        )
        services.output.result(withInstant(text, question, services), jsonOf(report))
        return verdictCodes[report.verdict]
      }),
    ),
  )

  addCheckOptions(credential, 'verify', help).action(
    run((services, file: string, options: CheckOptions) =>
      ask(services, file, options, async (question) => {
        const verified = await inFile(file, () => verify(question))
        const text = verifiedText(verified, services.messages)
        const kind = question.past === undefined ? 'now' : 'past'
        services.output.result(withInstant(text, question, services), {
          verdict: 'passed',
          kind,
          credential: jsonOf(verified),
        })
        return exitCodes.yes
      }),
    ),
  )
}

function addCheckOptions(group: Command, verb: 'check' | 'verify', help: HelpTexts): Command {
  const { archive, licence, type } = help.credential.check
  const command = group.command(`${verb} <file>`).description(help.credential[verb].about)
  addTimeProofOptions(addBundleOptions(addTrustOptions(command, help), help), help)
    .option('--archive', archive)
    .option('--licence <file>', licence)
    .option('--type <type...>', type)
  return addExample(
    command,
    help.frame,
    `credential ${verb} role.jwt --licence licence.jwt`,
    '--root did:key:zDn…=role,licence,accreditation',
    '--chain hospital.jwt cardiology.jwt',
  )
}

async function ask(
  services: Services,
  file: string,
  options: CheckOptions,
  answer: (question: Question) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const at = options.at === undefined ? undefined : readInstant(options.at, '--at')
  const types = options.type?.map((type) => readType(type, '--type'))
  const token = await readToken(file, environment)
  const licence =
    options.licence === undefined ? undefined : await readToken(options.licence, environment)
  output.progress(messages.credential.checking)
  const trust = await openTrust(options, environment)
  // What an archive says is about the past even if nobody asked for an instant.
  const asOf = at ?? trust.bundle?.asKnownAt
  const proof = await readTimeProof(token, options, trust.verifier.resolve, environment)
  return answer({
    token,
    trust,
    call: {
      chain: trust.chain,
      ...(types === undefined ? {} : { types }),
      ...(licence === undefined ? {} : { licence }),
    },
    past: asOf === undefined ? undefined : { at: asOf, ...proof },
  })
}

/** By whom it is vouched for, where there is somebody. */
function chainText(report: CredentialReport, { environment }: Services): readonly string[] {
  if (report.authority === undefined) return []
  // A terminal may be watched.
  const { text } = explainAuthority(report, { language: environment.language, showHolder: false })
  return ['', text]
}

function check({ token, trust, call, past }: Question): Promise<CredentialReport> {
  const { verifier } = trust
  if (past === undefined) return verifier.checkCredential(token, call)
  return verifier.checkCredentialAsOf(token, { ...call, ...past })
}

function verify({
  token,
  trust: { verifier },
  call,
  past,
}: Question): Promise<VerifiedCredential | HistoricCredential> {
  if (past === undefined) return verifier.verifyCredential(token, call)
  return verifier.verifyCredentialAsOf(token, { ...call, ...past })
}

function withInstant(text: string, { trust, past }: Question, { messages }: Services): string {
  const { credential } = messages
  const known = trust.bundle?.asKnownAt
  return [
    text,
    ...(past === undefined ? [] : [credential.asOf(formatDateTime(past.at))]),
    ...(known === undefined ? [] : [credential.asKnownAt(formatDateTime(known))]),
  ].join('\n')
}
