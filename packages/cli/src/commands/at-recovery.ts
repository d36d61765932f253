import { randomUUID } from 'node:crypto'
import {
  approveRecovery,
  decodeRecoveryRequest,
  objectToRecovery,
  signRecoveryRequest,
} from '@fidecura/credentials/recovery'
import { comparisonDigits, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { type RecoveryItem, ServerProblem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { factsText } from '../at/facts-text.ts'
import { notFoundAt } from '../at/not-found.ts'
import type { At, AtOptions } from '../at/open-at.ts'
import { readRecoveryLink, recoveryLink } from '../at/recovery-link.ts'
import { staffEvidence } from '../at/standing.ts'
import { walletJson } from '../at/wallet-file.ts'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { readChoice } from '../options.ts'
import { digitsIn } from './at-offers.ts'

type AskOptions = AtOptions & { readonly reason: string }
type ApproveOptions = AtOptions & { readonly digits: string }
type OutOptions = AtOptions & { readonly out: string }

const reasons = ['lost', 'stolen', 'replaced'] as const

/** A new key in the place of one that was lost: two people of the desk answer for it, and the old key may object. */
export function addAtRecovery(at: Command, context: Context): void {
  const { recovery: texts, digits } = context.help.at
  const { shared } = context.help
  const group = at.command('recovery').description(texts.about)
  addAsking(group, context, {
    ...{ usage: 'reference <record>', about: texts.reference, example: 'recovery reference R-1' },
    async ask({ client, place }, [record = '']) {
      const reference = await client.recoveryReference(record)
      return { ...reference, opens: recoveryLink(reference, place.app) }
    },
  })
  addAsking<AskOptions>(group, context, {
    ...{ usage: 'ask <link>', about: texts.ask },
    example: 'recovery ask "https://hospital.example/riverside/patient/#recovery=eyJ…"',
    options: (command) => command.option('--reason <code>', texts.reason, 'lost'),
    ask: askFor,
  })
  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'recovery list' },
    ask: async (asked) => ({ items: (await recoveriesOf(asked)).map(shown) }),
  })
  addAsking<ApproveOptions>(group, context, {
    ...{ usage: 'approve <recovery>', about: texts.approve, isAgreed: true },
    example: 'recovery approve urn:uuid:1f0c… --digits 0417',
    options: (command) => command.requiredOption('--digits <digits>', digits),
    ask: approve,
  })
  addAsking(group, context, {
    ...{ usage: 'object <recovery>', about: texts.object, isAgreed: true },
    ...{ example: 'recovery object urn:uuid:1f0c…', ask: object },
  })
  addAsking<OutOptions>(group, context, {
    ...{ usage: 'complete <recovery>', about: texts.complete },
    example: 'recovery complete urn:uuid:1f0c… --out me.json',
    options: (command) => command.requiredOption('--out <file>', shared.out),
    async ask({ client }, [id = ''], { out }) {
      await assertAbsent(out)
      const { identity, chain, issuer } = await client.completeRecovery(id)
      const wallet = walletJson({ credentials: [identity], chain })
      await writeNew(out, `${JSON.stringify(wallet, null, 2)}\n`)
      return { id, issuer, file: out }
    },
  })
}

async function askFor(at: At, [link = '']: readonly string[], { reason }: AskOptions) {
  const { client, signer, place, services } = at
  const { environment, output, messages } = services
  const reference = readRecoveryLink(link, place.did)
  const id = `urn:uuid:${randomUUID()}`
  const content = {
    id,
    ...reference,
    by: 'desk',
    reason: readChoice(reason, '--reason', reasons),
  } as const
  const issuedAt = environment.clock()
  const request = await signRecoveryRequest({ ...content, issuedAt }, { signer })
  const { state, approvals, nonce } = await client.openRecovery({ request, approvals: [] })
  const digits = await digitsOf({ id, nonce }, signer.publicKey)
  output.show(messages.at.readOutTwice(digits))
  return { id, state, approvals, digits }
}

/** Whoever signs has the person before them, and has typed what their screen shows. */
async function approve(at: At, [id = '']: readonly string[], options: ApproveOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const digits = digitsIn(options.digits)
  const item = await recoveryOf(at, id)
  const { key } = decodeRecoveryRequest(item.request)
  if ((await digitsOf(item, key)) !== digits) {
    throw new ServerProblem('offer_digits_wrong', { status: 0, outcome: 'failed' })
  }
  const { approveRecovery: question } = messages.at.ask
  if (!(await isAgreedTo(at, textOf(at, item), question, options))) return undefined
  const token = await approveRecovery(item.request, { signer, issuedAt: environment.clock() })
  return shown(await client.approveRecovery(id, { token, evidence: await staffEvidence(at) }))
}

async function object(at: At, [id = '']: readonly string[], options: AtOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const item = await recoveryOf(at, id)
  const { objectToRecovery: question } = messages.at.ask
  if (!(await isAgreedTo(at, textOf(at, item), question, options))) return undefined
  const issuedAt = environment.clock()
  const token = await objectToRecovery(item.request, { signer, issuedAt, as: 'old_key' })
  return shown(await client.objectToRecovery(id, [{ token }]))
}

function recoveriesOf(at: At): Promise<readonly RecoveryItem[]> {
  return everyPage(at, (page) => at.client.recoveries(page))
}

/** @throws ServerProblem `not_found`, also where the hospital names a request that is about another. */
async function recoveryOf(at: At, id: string): Promise<RecoveryItem> {
  const found = (await recoveriesOf(at)).find((each) => each.id === id)
  if (found !== undefined && decodeRecoveryRequest(found.request).id === id) return found
  throw notFoundAt('<recovery>')
}

/** With what the request says; that proves nothing yet. */
function shown(item: RecoveryItem) {
  const { record, reason, issuer } = decodeRecoveryRequest(item.request)
  return { ...item, record, reason, holder: issuer }
}

function textOf(at: At, item: RecoveryItem): string {
  return factsText(jsonOf(shown(item)), at.services.messages.at)
}

async function digitsOf(
  { id, nonce }: { readonly id: string; readonly nonce: string },
  key: PublicJwk,
): Promise<string> {
  return comparisonDigits({ offer: id, nonce, thumbprint: await thumbprintOf(key) })
}
