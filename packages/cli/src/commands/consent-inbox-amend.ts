import { randomUUID } from 'node:crypto'
import { type InboxEntry, signEntry } from '@fidecura/consent/entries'
import { digestOf } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, readInput, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import {
  addInboxOptions,
  entryDigestOf,
  entryIn,
  type InboxOptions,
  noSuchEntry,
  withInbox,
} from '../inbox-desk.ts'
import { inFile } from '../located.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { UsageError } from '../usage-error.ts'

interface AmendOptions extends KeyOptions, InboxOptions {
  readonly role: string
  readonly licence?: string
  readonly mediaType?: string
  readonly out?: string
}

/** The practitioner answers a dispute by another entry, which waits for the patient in turn. */
export function addInboxAmendCommand(group: Command, { run, help }: Context): void {
  const { frame, shared, entry, life } = help
  const command = addKeyOptions(group.command('amend <entry>'), help, entry.sign.key)
    .description(life.inbox.amend)
    .requiredOption('--role <file>', entry.sign.role)
    .option('--licence <file>', entry.verify.licence)
    .option('--media-type <type>', life.inbox.mediaType)
    .option('--out <file>', shared.out)
  addExample(
    addInboxOptions(command, help),
    frame,
    'consent inbox amend entry.jwt --bytes corrected.json',
    '--key doctor.key --role role.jwt --licence licence.jwt',
    '--store inbox.sqlite',
    '--root did:key:zDn…=role,licence,accreditation --out amended.jwt',
  ).action(
    run(async (services, named: string, options: AmendOptions) => {
      const { environment, output, messages } = services
      const { out, licence: path } = options
      if (out !== undefined) await assertAbsent(out)
      const digest = await entryDigestOf(named, environment)
      const bytes = await readInput(options.bytes, environment)
      const role = await readToken(options.role, environment)
      const licence = path === undefined ? {} : { licence: await readToken(path, environment) }
      const signer = await openSigner(services, options)
      const waits = await withInbox(options, environment, async ({ inbox, chain }) => {
        const before = await inbox.find(digest)
        if (before === undefined) throw noSuchEntry(named)
        const dispute = disputeOf(before, named)
        const about = entryIn(before)
        const { record } = about
        const { mediaType = about.mediaType } = options
        const signed = await signEntry(bytes, {
          ...{ signer, id: `urn:uuid:${randomUUID()}`, record, role, mediaType },
          issuedAt: environment.clock(),
          amends: { entry: digest, dispute: await digestOf(dispute) },
        })
        const evidence = { role, chain, ...licence }
        return inFile(options.role, () => inbox.submit({ token: signed, bytes, evidence }))
      })
      if (out !== undefined) await writeNew(out, `${waits.token}\n`)
      const said = [
        messages.life.waits(waits.entry),
        ...(out === undefined ? [] : [messages.written(out)]),
      ]
      output.result(said.join('\n'), {
        ...{ entry: waits.entry, amends: digest, token: waits.token },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

function disputeOf({ answer }: InboxEntry, place: string): string {
  if (answer?.verdict === 'disputed') return answer.confirmation
  throw new UsageError('file_unexpected', 'Nobody disputed this entry', { place })
}
