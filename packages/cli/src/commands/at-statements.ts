import { signWithdrawal, verifyNamedStatements } from '@fidecura/consent'
import { ServerProblem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { assertOfProxy } from '../acting-for.ts'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
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
      const { evidence } = await standingOf(
        asked,
        recordOf(asked, options.record, 'consent'),
        'consent',
      )
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
      const { digest } = await statementOf(asked, id, options)
      return asked.client.myRecipients(digest, forRecord(options))
    },
  })
}

async function withdraw(at: At, [id = '']: readonly string[], options: WithdrawOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const statement = await statementOf(at, id, options)
  const standing = await standingOf(at, recordOf(at, options.record, 'withdraw'), 'withdraw')
  const { record, evidence, by } = standing
  if (by === 'proxy') assertOfProxy(statement, signer, '<statement>')
  if (!(await isAgreedTo(at, statement.text, messages.at.ask.withdraw, options))) return undefined
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
  const { client, place, services } = at
  const { environment } = services
  const { record } = recordOf(at, options.record)
  const set = await client.myStatements(forRecord(options))
  const now = environment.clock()
  // Whose register it is says the address; what it does not name was withheld, and nobody could take it back.
  const named = await verifyNamedStatements(set, {
    register: { did: place.did, keys: 'any' },
    ...{ resolve: createCommandResolver(environment), at: now, now },
  })
  const isOfRecord = named.record.system === record.system && named.record.value === record.value
  if (!isOfRecord || named.asOf < now - maxWordSeconds) {
    throw new ServerProblem('statement_set_mismatch', { status: 0, outcome: 'failed' })
  }
  return Promise.all(
    named.statements.map(async ({ token, digest, registeredAt, withdrawnAt }) => {
      const read: StatementFile = await statementIn(token, '<statement>')
      const { reference, kind, grantee, controller, validUntil, text, by } = read
      const withdrawn = withdrawnAt === undefined ? {} : { withdrawnAt }
      const said = { kind, grantee, controller, registeredAt, validUntil, ...withdrawn }
      return { ...reference, ...said, ...(by === undefined ? {} : { by }), text, token, digest }
    }),
  )
}

/** A word is signed as it is asked for. An older one does not know what came since; clocks may differ as far. */
const maxWordSeconds = 300

async function statementOf(at: At, id: string, options: Pick<AtOptions, 'record'>) {
  const found = (await statementsOf(at, options)).find((each) => each.id === id)
  if (found !== undefined) return found
  throw notFoundAt('<statement>')
}
