import { epochSeconds, formatDateTime, isJsonObject, parseJson } from '@fidecura/base'
import {
  CredentialError,
  type RevocationOrder,
  type RevocationSubmission,
} from '@fidecura/credentials'
import {
  approveRevocationOrder,
  decodeRevocationOrder,
  revocationOrderDigest,
  revocationOrderType,
  signRevocationOrder,
  type UnverifiedRevocationOrder,
} from '@fidecura/credentials/switch'
import { verifyDidJws } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import {
  askWhether,
  assertAbsent,
  type Environment,
  readInput,
  readToken,
  writeNew,
} from '../environment.ts'
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
import { orderText } from '../order-text.ts'
import { createCommandResolver } from '../resolver.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { addSelectionOptions, readSelection, type SelectionOptions } from '../switch-options.ts'
import { UsageError } from '../usage-error.ts'

interface OrderOptions extends KeyOptions, SelectionOptions {
  readonly issuer?: string
  readonly approve?: string
  readonly yes?: string
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
    .option('--yes <digest>', words.order.yes)
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
      const { order, first } = await readOrder(services, id, options)
      const digest = await revocationOrderDigest(order)
      if (first !== undefined && !(await isAgreed(first, digest, options, services))) {
        output.result(messages.switch.order.declined, { signed: false })
        return exitCodes.no
      }
      const evidence = {
        role: await readToken(options.role, environment),
        licence: await readToken(options.licence, environment),
        chain: await Promise.all((options.chain ?? []).map((path) => readToken(path, environment))),
      }
      const signer = await openSigner(services, options)
      const issuedAt = epochSeconds(Math.floor(environment.clock()))
      const token = await (first === undefined
        ? signRevocationOrder(order, { signer, issuedAt })
        : approveRevocationOrder(first.jws.compact, { signer, issuedAt }))
      await writeNew(options.out, `${JSON.stringify({ order: token, evidence })}\n`)
      output.result(messages.switch.orderSigned(order.id, digest, options.out), {
        ...order,
        digest,
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
): Promise<{ readonly order: RevocationOrder; readonly first?: UnverifiedRevocationOrder }> {
  const selection = readSelection(id, options)
  const { approve, reason, invalidFrom, expect, yes } = options
  if (approve !== undefined) {
    // What is approved is what the other one has signed, with nothing added.
    const more = [reason, invalidFrom, expect, options.issuer]
    if (selection !== undefined || more.some((one) => one !== undefined)) {
      throw wrongOption('--approve')
    }
    const { order: token } = await readSubmission(approve, environment)
    const first = await inFile(approve, () => verifyFirst(token, environment))
    return { order: first.order, first }
  }
  if (yes !== undefined) throw wrongOption('--yes')
  if (selection === undefined) throw missingOption('--type')
  if (options.issuer === undefined) throw missingOption('--issuer')
  const days = readWholeNumber(options.days, '--days')
  if (days < 1 || days > 7) throw wrongOption('--days', '1…7')
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
  return { order }
}

/** Signed by whom it says, so that nobody is shown a name that somebody else has written. */
async function verifyFirst(
  token: string,
  environment: Environment,
): Promise<UnverifiedRevocationOrder> {
  const first = decodeRevocationOrder(token)
  const now = epochSeconds(Math.floor(environment.clock()))
  await verifyDidJws(first.jws, {
    issuer: first.signer,
    typ: revocationOrderType,
    relationship: 'assertionMethod',
    resolve: createCommandResolver(environment),
    at: now,
    now,
  })
  return first
}

/** Shows the order before it is signed: on the terminal, where `--json` and what reads it see nothing of it. */
async function isAgreed(
  first: UnverifiedRevocationOrder,
  digest: string,
  { yes }: OrderOptions,
  { environment, messages }: Services,
): Promise<boolean> {
  environment.stderr.write(`${orderText(first, digest, messages.switch.order)}\n\n`)
  if (yes === undefined) return askWhether(messages.switch.order.ask, environment)
  if (yes === digest) return true
  throw new CredentialError('revocation_order_mismatch', 'Not the order that was agreed to', {
    place: '--yes',
  })
}
