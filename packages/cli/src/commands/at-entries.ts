import { decodeBase64url, decodeUtf8, encodeBase64url } from '@fidecura/base'
import { signConfirmation } from '@fidecura/consent/entries'
import { credentialTypes } from '@fidecura/credentials'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { notFoundAt } from '../at/not-found.ts'
import { type At, type AtOptions, forRecord, recordOf } from '../at/open-at.ts'
import { isAbout, staffEvidence } from '../at/standing.ts'
import { readHeld, tokenOf } from '../at/wallet-file.ts'
import type { Context } from '../context.ts'
import { assertAbsent, readInput, readToken, writeNew } from '../environment.ts'

interface AnswerOptions extends AtOptions {
  readonly reason?: string
  readonly yes?: boolean
}

/** Entries of doctors, and what their patients say of them. */
export function addAtEntries(at: Command, context: Context): void {
  const { entry, shared, at: all } = context.help
  const { entries: texts, record } = all
  const group = at.command('entries').description(texts.about)
  const ofRecord = (command: Command) => command.option('--record <value>', record)

  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'entries list', options: ofRecord },
    ask: async (asked, _, options) => ({
      items: await everyPage(asked, (page) =>
        asked.client.myEntries({ ...page, ...forRecord(options) }),
      ),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'written', about: texts.written, example: 'entries written' },
    ask: async (asked) => ({ items: await everyPage(asked, (page) => asked.client.entries(page)) }),
  })
  addAsking<AtOptions & { readonly bytes: string }>(group, context, {
    ...{ usage: 'submit <file>', about: texts.submit },
    example: 'entries submit entry.jwt --bytes note.json',
    options: (command) => command.requiredOption('--bytes <file>', entry.bytes),
    async ask(asked, [file = ''], { bytes }) {
      const { environment } = asked.services
      const token = await readToken(file, environment)
      const content = encodeBase64url(await readInput(bytes, environment))
      return asked.client.submitEntry({ token, content, evidence: await staffEvidence(asked) })
    },
  })
  addAsking<AtOptions & { readonly out: string }>(group, context, {
    ...{ usage: 'save <entry>', about: texts.save, example: 'entries save Qx1… --out note.json' },
    options: (command) => ofRecord(command).requiredOption('--out <file>', shared.out),
    async ask(asked, [id = ''], options) {
      await assertAbsent(options.out)
      const { content, receivedAt, verdict } = await entryOf(asked, id, options)
      await writeNew(options.out, decodeBase64url(content))
      return { id, receivedAt, verdict, file: options.out }
    },
  })
  addAsking<AnswerOptions>(group, context, {
    ...{ usage: 'confirm <entry>', about: texts.confirm, example: 'entries confirm Qx1…' },
    ...{ isAgreed: true, options: ofRecord },
    ask: (asked, [id = ''], options) => answer(asked, id, 'confirmed', options),
  })
  addAsking<AnswerOptions>(group, context, {
    ...{ usage: 'dispute <entry>', about: texts.dispute, isAgreed: true },
    example: 'entries dispute Qx1… --reason wrong_patient',
    options: (command) => ofRecord(command).option('--reason <code>', entry.confirm.reason),
    ask: (asked, [id = ''], options) => answer(asked, id, 'disputed', options),
  })
}

async function answer(
  at: At,
  id: string,
  verdict: 'confirmed' | 'disputed',
  options: AnswerOptions,
) {
  const { client, signer, wallet, services } = at
  const { environment, messages } = services
  const { record } = recordOf(at, options.record)
  const { token: entry, content } = await entryOf(at, id, options)
  const bytes = decodeBase64url(content)
  // What stands in the record is what is signed, so that is what is shown.
  const question = messages.entry.ask[verdict]
  if (!(await isAgreedTo(at, decodeUtf8(bytes), question, options))) return undefined
  const { reason } = options
  const token = await signConfirmation(entry, {
    ...{ signer, bytes, verdict, issuedAt: environment.clock() },
    ...(reason === undefined ? {} : { reason }),
  })
  const held = (await readHeld(wallet)).filter((each) => isAbout(each, record))
  const identity = tokenOf(held, credentialTypes.patientIdentity)
  const { receivedAt } = await client.answerEntry({
    ...{ token, evidence: { identity, chain: wallet.chain } },
  })
  return { id, verdict, receivedAt, token }
}

async function entryOf(at: At, id: string, options: Pick<AtOptions, 'record'>) {
  const all = await everyPage(at, (page) => at.client.myEntries({ ...page, ...forRecord(options) }))
  const found = all.find((each) => each.id === id)
  if (found !== undefined) return found
  throw notFoundAt('<entry>')
}
