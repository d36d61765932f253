import { type Confirmation, signConfirmation } from '@fidecura/consent/entries'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { askWhether, assertAbsent, readInput, readToken, writeNew } from '../environment.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import {
  addInboxOptions,
  entryDigestOf,
  type InboxOptions,
  noSuchEntry,
  withInbox,
} from '../inbox-desk.ts'
import { inFile } from '../located.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface AnswerOptions extends KeyOptions, InboxOptions {
  readonly identity: string
  readonly reason?: string
  readonly text?: string
  readonly yes?: boolean
  readonly out?: string
}

/** The patient says that an entry is right, or that it is not. What was confirmed may be disputed later. */
export function addInboxAnswerCommands(group: Command, { run, help }: Context): void {
  const { frame, shared, consent, entry, life } = help
  const verdicts = { confirm: 'confirmed', dispute: 'disputed' } as const
  for (const [verb, verdict] of Object.entries(verdicts)) {
    const command = addKeyOptions(group.command(`${verb} <entry>`), help, consent.patientKey)
      .description(life.inbox[verb as keyof typeof verdicts])
      .requiredOption('--identity <file>', consent.identity)
    if (verdict === 'disputed') {
      command
        .option('--reason <code>', entry.confirm.reason)
        .option('--text <text>', life.inbox.text)
    }
    command.option('--yes', entry.confirm.yes).option('--out <file>', shared.out)
    addExample(
      addInboxOptions(command, help),
      frame,
      `consent inbox ${verb} entry.jwt --bytes note.json --key patient.key`,
      '--identity identity.jwt --store inbox.sqlite',
      '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
    ).action(
      run((services, text: string, options: AnswerOptions) =>
        answer(services, text, options, verdict),
      ),
    )
  }
}

async function answer(
  services: Services,
  named: string,
  options: AnswerOptions,
  verdict: Confirmation['verdict'],
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const { out, reason, text, yes, bytes: path } = options
  if (out !== undefined) await assertAbsent(out)
  const digest = await entryDigestOf(named, environment)
  const bytes = await readInput(path, environment)
  const identity = await readToken(options.identity, environment)
  const words = messages.entry
  output.progress(words.isAbout(path, bytes.length))
  if (yes !== true && !(await askWhether(words.ask[verdict], environment))) {
    output.result(messages.consent.declined, { signed: false })
    return exitCodes.no
  }
  const signer = await openSigner(services, options)
  const token = await withInbox(options, environment, async ({ inbox, chain }) => {
    const entry = await inbox.find(digest)
    if (entry === undefined) throw noSuchEntry(named)
    const said = {
      ...(reason === undefined ? {} : { reason }),
      ...(text === undefined ? {} : { text }),
    }
    const issuedAt = environment.clock()
    const signed = await inFile(path, () =>
      signConfirmation(entry.token, { signer, bytes, verdict, issuedAt, ...said }),
    )
    const evidence = { identity, chain }
    await inFile(options.identity, () => inbox.answer({ token: signed, bytes, evidence }))
    return signed
  })
  if (out !== undefined) await writeNew(out, `${token}\n`)
  const result = [words.said[verdict], ...(out === undefined ? [] : [messages.written(out)])]
  output.result(result.join('\n'), {
    ...{ signed: true, entry: digest, verdict, token },
    ...(out === undefined ? {} : { file: out }),
  })
  return exitCodes.yes
}
