import { formatDateTime } from '@fidecura/base'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import type { Context, Services } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readDidOption, readInstant } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface ApproveOptions extends KeyOptions {
  readonly of: string
  readonly actor: string
  readonly from: string
  readonly to: string
  readonly role: string
  readonly licence: string
  readonly chain?: readonly string[]
  readonly out: string
  readonly yes?: boolean
}

/** One of the two people without whom no patient is named. */
export function addIncidentApproveCommand(incident: Command, { run, help }: Context): void {
  const { frame, incident: texts, trust } = help
  const command = addKeyOptions(incident.command('approve'), help, texts.approve.key)
    .description(texts.approve.about)
    .requiredOption('--of <did>', texts.approve.of)
    .requiredOption('--actor <did>', texts.actor)
    .requiredOption('--from <date-time>', texts.from)
    .requiredOption('--to <date-time>', texts.to)
    .requiredOption('--role <file>', texts.approve.role)
    .requiredOption('--licence <file>', texts.approve.licence)
    .requiredOption('--out <file>', texts.approve.out)
    .option('--chain <file...>', trust.chain)
    .option('--yes', texts.approve.yes)
  addExample(
    command,
    frame,
    'incident approve --of did:web:hospital.example --actor did:key:zDn…',
    '--from 2027-01-01T00:00:00Z --to 2027-01-08T00:00:00Z',
    '--key ada.key --role ada-role.jwt --licence ada-licence.jwt',
    '--out ada-approves.json',
  ).action(run((services, options: ApproveOptions) => approve(services, options)))
}

async function approve(services: Services, options: ApproveOptions): Promise<ExitCode> {
  const { environment, output, messages } = services
  const question = {
    hospital: readDidOption(options.of, '--of'),
    actor: readDidOption(options.actor, '--actor'),
    from: readInstant(options.from, '--from'),
    to: readInstant(options.to, '--to'),
  }
  await assertAbsent(options.out)
  const role = await readToken(options.role, environment)
  const licence = await readToken(options.licence, environment)
  const chain = await Promise.all((options.chain ?? []).map((path) => readToken(path, environment)))
  const { about, asked, declined } = messages.incident
  const text = about(question.actor, formatDateTime(question.from), formatDateTime(question.to))
  if (!(await isAgreedTo({ services }, text, asked, options))) {
    output.result(declined, { approved: false })
    return exitCodes.no
  }
  const signer = await openSigner(services, options)
  const { signIncidentApproval } = await import('@fidecura/server')
  const approval = await signIncidentApproval(question, { signer, issuedAt: environment.clock() })
  const content = { approval, desk: { role, licence, chain } }
  await writeNew(options.out, `${JSON.stringify(content, undefined, 2)}\n`)
  output.result(messages.written(options.out), { approved: true, file: options.out })
  return exitCodes.yes
}
