import { formatDateTime, literalText } from '@fidecura/base'
import { createEntryInbox, type InboxEntry } from '@fidecura/consent/entries'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readInput, readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { addInboxOptions, entryIn, type InboxOptions, withInbox } from '../inbox-desk.ts'
import { inFile } from '../located.ts'
import { readPair, readWholeNumber } from '../options.ts'
import { trustNobody } from '../trust-nobody.ts'
import { withExistingStore } from '../with-store.ts'
import { addInboxAmendCommand } from './consent-inbox-amend.ts'
import { addInboxAnswerCommands } from './consent-inbox-answer.ts'

interface ListOptions {
  readonly record: string
  readonly store: string
  readonly after: string
}

interface AddOptions extends InboxOptions {
  readonly role: string
  readonly licence?: string
}

/** Clinical entries that wait for their patient. */
export function addInboxCommand(consent: Command, context: Context): void {
  const { run, help } = context
  const { frame, shared, entry, life } = help
  const texts = life.inbox
  const group = consent.command('inbox').description(texts.about)
  const example = [
    'consent inbox list --store inbox.sqlite',
    '--record "urn:oid:2.999.1.1|R-4711"',
  ] as const
  addExample(group, frame, ...example)

  const add = group.command('add <file>').description(texts.add)
  add
    .requiredOption('--role <file>', entry.sign.role)
    .option('--licence <file>', entry.verify.licence)
  addExample(
    addInboxOptions(add, help),
    frame,
    'consent inbox add entry.jwt --bytes note.json --role role.jwt',
    '--licence licence.jwt --store inbox.sqlite',
    '--root did:key:zDn…=role,licence,accreditation --chain hospital.jwt',
  )
  add.action(
    run(async ({ environment, output, messages }, file: string, options: AddOptions) => {
      const token = await readToken(file, environment)
      const bytes = await readInput(options.bytes, environment)
      const role = await readToken(options.role, environment)
      const { licence: path } = options
      const licence = path === undefined ? {} : { licence: await readToken(path, environment) }
      output.progress(messages.credential.checking)
      const waits = await withInbox(
        options,
        environment,
        ({ inbox, chain }) =>
          inFile(file, () => inbox.submit({ token, bytes, evidence: { role, chain, ...licence } })),
        true,
      )
      output.result(messages.life.waits(waits.entry), jsonOf({ ...waits }))
      return exitCodes.yes
    }),
  )

  const list = group
    .command('list')
    .description(texts.list)
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--store <file>', texts.store)
    .option('--after <number>', texts.after, '0')
  addExample(list, frame, ...example).action(
    run(async (services, options: ListOptions) => {
      const { environment, output, messages } = services
      const record = readPair(options.record, '--record')
      const after = readWholeNumber(options.after, '--after')
      const verifier = trustNobody(environment)
      const { entries, next } = await withExistingStore(options.store, ({ inbox: store }) =>
        createEntryInbox({ store, verifier }).waiting(record, { after }),
      )
      const lines = entries.map((entry) => lineOf(entry, services))
      const said = [
        ...(lines.length === 0 ? [messages.life.nothingWaits] : lines),
        ...(next === undefined ? [] : [messages.life.moreWait(`${next}`)]),
      ]
      output.result(said.join('\n'), {
        entries: jsonOf(entries),
        ...(next === undefined ? {} : { next }),
      })
      return exitCodes.yes
    }),
  )
  addInboxAnswerCommands(group, context)
  addInboxAmendCommand(group, context)
}

function lineOf(waiting: InboxEntry, { messages }: Services): string {
  const { issuer, mediaType, amends } = entryIn(waiting)
  const note = amends === undefined ? '' : ` ${messages.life.amends}`
  const from = `${literalText(mediaType)} ${literalText(issuer)}${note}`
  return `${formatDateTime(waiting.receivedAt)} ${waiting.entry} ${from}`
}
