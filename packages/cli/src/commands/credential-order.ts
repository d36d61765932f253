import { epochSeconds, formatDateTime, isJsonObject, parseJson } from '@fidecura/base'
import type { RevocationOrder, RevocationSubmission } from '@fidecura/credentials'
import {
  approveRevocationOrder,
  decodeRevocationOrder,
  signRevocationOrder,
} from '@fidecura/credentials/switch'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { assertAbsent, type Environment, readInput, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import {
  missingOption,
  readDidOption,
  readInstant,
  readWholeNumber,
  wrongOption,
} from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { addSelectionOptions, readSelection, type SelectionOptions } from '../switch-options.ts'
import { UsageError } from '../usage-error.ts'

interface OrderOptions extends KeyOptions, SelectionOptions {
  readonly issuer?: string
  readonly approve?: string
  readonly role: string
  readonly licence: string
  readonly chain?: readonly string[]
  readonly reason?: string
  readonly invalidFrom?: string
  readonly expect?: string
  readonly days: string
  readonly out: string
}

/** What a person signs, on a machine of their own, with a key of their own. */
export function addOrderCommand(credential: Command, { run, help }: Context): void {
  const { frame, credential: texts, switch: words } = help
  const command = credential
    .command('order')
    .argument('[id]', words.suspend.id)
    .description(words.order.about)
  addKeyOptions(command, help, words.order.key)
    .requiredOption('--role <file>', words.order.role)
    .requiredOption('--licence <file>', words.order.licence)
    .requiredOption('--out <file>', words.order.out)
    .option('--chain <file...>', words.order.chain)
    .option('--issuer <did>', words.order.issuer)
    .option('--approve <file>', words.order.approve)
  addSelectionOptions(command, help)
    .option('--reason <code>', texts.change.reason)
    .option('--invalid-from <date-time>', texts.change.invalidFrom)
    .option('--expect <number>', words.selection.expect)
    .option('--days <number>', words.order.days, '7')
  addExample(
    command,
    frame,
    'credential order urn:uuid:… --issuer did:web:board.example',
    '--reason left --key clerk.key --role role.jwt',
    '--licence licence.jwt --out order.json',
  ).action(
    run(async (services, id: string | undefined, options: OrderOptions) => {
      const { environment, output, messages } = services
      await assertAbsent(options.out)
      const { order, sign } = await readOrder(services, id, options)
      const evidence = {
        role: await readToken(options.role, environment),
        licence: await readToken(options.licence, environment),
        chain: await Promise.all((options.chain ?? []).map((path) => readToken(path, environment))),
      }
      const signer = await openSigner(services, options)
      const issuedAt = epochSeconds(Math.floor(environment.clock()))
      const token = await sign({ signer, issuedAt })
      await writeNew(options.out, `${JSON.stringify({ order: token, evidence })}\n`)
      output.result(messages.switch.orderSigned(order.id, options.out), {
        ...order,
        selection: { ...order.selection },
        expiresAt: formatDateTime(order.expiresAt),
        signer: signer.did,
        file: options.out,
      })
      return exitCodes.yes
    }),
  )
}

/** A file that `credential order` wrote. */
export async function readSubmission(
  path: string,
  environment: Environment,
): Promise<RevocationSubmission> {
  const bytes = await readInput(path, environment)
  return inFile(path, async () => {
    const json = parseJson(bytes, { maxBytes: 4_194_304, maxDepth: 4 })
    const { order, evidence } = isJsonObject(json) ? json : {}
    const { role, licence, chain = [] } = isJsonObject(evidence) ? evidence : {}
    const isChain = Array.isArray(chain) && chain.every((each) => typeof each === 'string')
    if (typeof order === 'string' && typeof role === 'string' && isChain) {
      if (typeof licence === 'string') return { order, evidence: { role, licence, chain } }
    }
    throw new UsageError('usage', 'Not a file that credential order wrote', { place: path })
  })
}

async function readOrder(
  { environment }: Services,
  id: string | undefined,
  options: OrderOptions,
): Promise<{ order: RevocationOrder; sign: (by: Signing) => Promise<string> }> {
  const selection = readSelection(id, options)
  const { approve, reason, invalidFrom, expect } = options
  if (approve !== undefined) {
    // What is approved is what the other one has signed, with nothing added.
    if (selection !== undefined) throw wrongOption('--approve')
    const { order: first } = await readSubmission(approve, environment)
    const { order } = await inFile(approve, async () => decodeRevocationOrder(first))
    return { order, sign: (by) => approveRevocationOrder(first, by) }
  }
  if (selection === undefined) throw missingOption('--type')
  if (options.issuer === undefined) throw missingOption('--issuer')
  const days = readWholeNumber(options.days, '--days')
  if (days < 1 || days > 7) throw wrongOption('--days')
  const order: RevocationOrder = {
    id: `urn:uuid:${crypto.randomUUID()}`,
    issuer: readDidOption(options.issuer, '--issuer'),
    selection,
    ...(reason === undefined ? {} : { reason }),
    ...(invalidFrom === undefined
      ? {}
      : { invalidFrom: epochSeconds(Math.floor(readInstant(invalidFrom, '--invalid-from'))) }),
    ...(expect === undefined ? {} : { expected: readWholeNumber(expect, '--expect') }),
    expiresAt: epochSeconds(Math.floor(environment.clock()) + days * 86_400),
  }
  return { order, sign: (by) => signRevocationOrder(order, by) }
}

type Signing = Parameters<typeof signRevocationOrder>[1]
