import { type EpochSeconds, parseJson } from '@fidecura/base'
import { registerWordType, signWithdrawal } from '@fidecura/consent'
import { decodeJws, digestOf, verifyDidJws } from '@fidecura/identity'
import { ServerProblem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { addAsking, isAgreedTo } from '../at/at-commands.ts'
import { notFoundAt } from '../at/not-found.ts'
import { type At, type AtOptions, forRecord, recordOf } from '../at/open-at.ts'
import { standingOf } from '../at/standing.ts'
import type { Context } from '../context.ts'
import { readToken } from '../environment.ts'
import { createCommandResolver } from '../resolver.ts'
import { type StatementFile, statementIn } from '../statement-file.ts'

interface WithdrawOptions extends AtOptions {
  readonly reason?: string
  readonly yes?: boolean
}

/** What a patient has stated, whom it was told, and taking it back. */
export function addAtStatements(at: Command, context: Context): void {
  const { consent, at: all } = context.help
  const { statements: texts, record } = all
  const group = at.command('statements').description(texts.about)
  const ofRecord = (command: Command) => command.option('--record <value>', record)

  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'statements list', options: ofRecord },
    async ask(asked, _, options) {
      const found = await statementsOf(asked, options)
      return { items: found.map(({ text: _text, ...statement }) => statement) }
    },
  })
  addAsking(group, context, {
    ...{ usage: 'show <statement>', about: texts.show, options: ofRecord },
    example: 'statements show urn:uuid:1f0c…',
    ask: (asked, [id = ''], options) => statementOf(asked, id, options),
  })
  addAsking(group, context, {
    ...{ usage: 'submit <file>', about: texts.submit, options: ofRecord },
    example: 'statements submit consent.jwt',
    async ask(asked, [file = ''], options) {
      const token = await readToken(file, asked.services.environment)
      const { evidence } = await standingOf(asked, recordOf(asked, options.record))
      return asked.client.submitStatement({ token, evidence })
    },
  })
  addAsking<WithdrawOptions>(group, context, {
    ...{ usage: 'withdraw <statement>', about: texts.withdraw, isAgreed: true },
    example: 'statements withdraw urn:uuid:1f0c…',
    options: (command) => ofRecord(command).option('--reason <code>', consent.withdraw.reason),
    ask: withdraw,
  })
  addAsking(group, context, {
    ...{ usage: 'told <statement>', about: texts.told, options: ofRecord },
    example: 'statements told urn:uuid:1f0c…',
    async ask(asked, [id = ''], options) {
      const { token } = await statementOf(asked, id, options)
      return asked.client.myRecipients(await digestOf(token), forRecord(options))
    },
  })
}

async function withdraw(at: At, [id = '']: readonly string[], options: WithdrawOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const statement = await statementOf(at, id, options)
  if (!(await isAgreedTo(at, statement.text, messages.at.ask.withdraw, options))) return undefined
  const { record, evidence, by } = await standingOf(at, recordOf(at, options.record))
  const token = await signWithdrawal(
    {
      statement: { issuer: statement.issuer, id: statement.id },
      ...{ record, issuedAt: environment.clock() },
      ...(by === undefined ? {} : { by }),
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    },
    { signer },
  )
  const { receipt } = await client.withdraw({ token, evidence })
  return { withdrawn: true, id: statement.id, token, receipt }
}

async function statementsOf(at: At, options: Pick<AtOptions, 'record'>) {
  const { statements, word } = await at.client.myStatements(forRecord(options))
  const named = await namedIn(at, word)
  // What is named and not shown was withheld: nobody could take it back.
  if (statements.length !== named.size) throw notNamed()
  return Promise.all(
    statements.map(async ({ token }) => {
      const read: StatementFile = await statementIn(token, '<statement>')
      const { reference, kind, grantee, controller, validUntil, text } = read
      const entry = named.get(await digestOf(token))
      if (entry === undefined) throw notNamed()
      const { registeredAt, withdrawnAt } = entry
      const times = {
        registeredAt,
        validUntil,
        ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
      }
      return { ...reference, kind, grantee, controller, ...times, text, token }
    }),
  )
}

/** What the register says under its signature of each statement; whose register it is says the address. */
async function namedIn({ place, services }: At, word: string) {
  const { environment } = services
  const now = environment.clock()
  const jws = decodeJws(word, { maxBytes: maxWordBytes })
  await verifyDidJws(jws, {
    ...{ issuer: place.did, typ: registerWordType, relationship: 'assertionMethod' },
    ...{ resolve: createCommandResolver(environment), at: now, now },
  })
  const { statements } = parseJson(jws.payload, { maxBytes: maxWordBytes }) as unknown as Word
  return new Map(statements.map((each) => [each.digest, each]))
}

const maxWordBytes = 4_194_304

/** As far as it is read here. */
interface Word {
  readonly statements: readonly {
    readonly digest: string
    readonly registeredAt: EpochSeconds
    readonly withdrawnAt?: EpochSeconds
  }[]
}

/** The hospital shows other statements than its register names. */
function notNamed(): ServerProblem {
  return new ServerProblem('statement_set_incomplete', { status: 0, outcome: 'failed' })
}

async function statementOf(at: At, id: string, options: Pick<AtOptions, 'record'>) {
  const found = (await statementsOf(at, options)).find((each) => each.id === id)
  if (found !== undefined) return found
  throw notFoundAt('<statement>')
}
