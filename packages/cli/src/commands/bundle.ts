import { epochSeconds } from '@fidecura/base'
import { issueTrustBundle, issueTrustBundleDelta } from '@fidecura/credentials'
import type { Command } from 'commander'
import { type BundleMemberOptions, collectMembers, readBundleFile } from '../bundle-members.ts'
import type { Context, Services } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { located } from '../located.ts'
import type { HelpTexts } from '../messages/help.ts'
import { wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { addBundleFetchCommand } from './bundle-fetch.ts'

interface CreateOptions extends KeyOptions, BundleMemberOptions {
  readonly sequence?: string
  readonly out?: string
}

interface DeltaOptions extends CreateOptions {
  readonly since: readonly string[]
}

/** What verifiers need in a place without network, signed. They open it with `--bundle`. */
export function addBundleCommand(program: Command, context: Context): void {
  const { run, help } = context
  const { frame, bundle: texts } = help
  const bundle = program.command('bundle').description(texts.about)
  const example = ['--list https://board.example/status/1', '--chain hospital.jwt --out']
  addExample(bundle, frame, 'bundle create --key board.key', ...example.slice(0, 1))

  const create = addMemberOptions(bundle.command('create'), help).description(texts.create.about)
  addExample(
    create,
    frame,
    'bundle create --key board.key --did did:web:hospital.example',
    `${example.join(' ')} trust.jwt`,
  ).action(run((services, options: CreateOptions) => sign(services, options)))

  const delta = addMemberOptions(bundle.command('delta'), help)
    .description(texts.delta.about)
    .requiredOption('--since <file...>', texts.delta.since)
  addExample(
    delta,
    frame,
    'bundle delta --since trust.jwt --key board.key',
    `${example.join(' ')} delta-1.jwt`,
  ).action(run((services, options: DeltaOptions) => sign(services, options, options.since)))
  addBundleFetchCommand(bundle, context)
}

function addMemberOptions(command: Command, help: HelpTexts): Command {
  const { shared, bundle, trust } = help
  const { create } = bundle
  return addKeyOptions(command, help, create.key)
    .option('--did <did...>', create.did)
    .option('--list <url...>', create.list)
    .option('--chain <file...>', create.chain)
    .option('--status-dir <dir>', trust.statusDir)
    .option('--sequence <number>', create.sequence)
    .option('--out <file>', shared.out)
}

/** @param since - What a delta continues; none for a whole bundle. */
async function sign(
  services: Services,
  options: CreateOptions,
  since: readonly string[] = [],
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const { out } = options
  const issuedAt = epochSeconds(Math.floor(environment.clock()))
  // Higher than any before as long as the clock goes on, so nobody has to keep count.
  const sequence = options.sequence === undefined ? issuedAt : readSequence(options.sequence)
  const before: string[] = []
  for (const path of since) before.push(await readBundleFile(path, environment))
  if (out !== undefined) await assertAbsent(out)
  const signer = await openSigner(services, options)
  output.progress(messages.bundle.collecting)
  const members = await collectMembers(options, issuedAt, environment)
  const content = { sequence, issuedAt, ...members }
  const [first, ...others] = before
  const token =
    first === undefined
      ? await issueTrustBundle(content, { signer })
      : await issueTrustBundleDelta(content, { signer, since: [first, ...others] }).catch(
          (error: unknown) => {
            throw located(error, since.at(-1) ?? '')
          },
        )
  if (out !== undefined) await writeNew(out, `${token}\n`)
  const { documents, lists, histories, chain } = members
  const carried = {
    documents: documents.length,
    lists: lists.length,
    histories: histories.length,
    chain: chain.length,
  }
  const said = `${messages.bundle.signed(signer.did, String(sequence))}\n${messages.written(out ?? '')}`
  const where = out === undefined ? {} : { file: out }
  const facts = { signer: signer.did, sequence, issuedAt, carried }
  output.result(out === undefined ? token : said, { ...facts, token, ...where })
  return exitCodes.yes
}

function readSequence(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw wrongOption('--sequence')
}
