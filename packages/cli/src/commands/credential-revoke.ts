import { formatDateTime } from '@fidecura/base'
import { createIssuer } from '@fidecura/credentials'
import { createTwoPeoplePolicy, decodeRevocationOrder } from '@fidecura/credentials/switch'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption, readDidOption, readInstant, wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { addOptionalTrustOptions, openTrust, type TrustOptions } from '../trust.ts'
import { withExistingStore } from '../with-store.ts'
import { readSubmission } from './credential-order.ts'
import { progressOf } from './credential-switch.ts'

interface RevokeOptions extends KeyOptions, TrustOptions {
  readonly store: string
  readonly organisation?: readonly string[]
  readonly purpose?: string
  readonly byIssuerKey?: boolean
  readonly reason?: string
  readonly invalidFrom?: string
}

export function addRevokeCommand(credential: Command, { run, help }: Context): void {
  const { frame, credential: texts, switch: words } = help
  const command = credential
    .command('revoke')
    .argument('<order>', words.revoke.file)
    .description(words.revoke.about)
  addKeyOptions(command, help, texts.issue.key)
    .requiredOption('--store <file>', texts.change.store)
    .option('--organisation <did...>', words.revoke.organisation)
    .option('--purpose <code>', words.revoke.purpose)
    .option('--by-issuer-key', words.revoke.byIssuerKey)
    .option('--reason <code>', texts.change.reason)
    .option('--invalid-from <date-time>', texts.change.invalidFrom)
  addOptionalTrustOptions(command, help)
  addExample(
    command,
    frame,
    'credential revoke order.json --key board.key --store board.sqlite',
    '--organisation did:web:board.example --purpose PATADMIN',
    '--root did:key:zDn…=role,licence,accreditation',
  ).action(
    run((services, order: string, options: RevokeOptions) =>
      options.byIssuerKey === true
        ? revokeAlone(services, order, options)
        : revokeByOrder(services, order, options),
    ),
  )
}

/** What the flag says aloud: nobody but whoever holds the key has agreed. */
async function revokeAlone(
  services: Services,
  id: string,
  options: RevokeOptions,
): Promise<ExitCode> {
  if (options.root !== undefined) throw wrongOption('--by-issuer-key')
  const { reason, invalidFrom } = options
  return withExistingStore(options.store, async ({ issued: store }) => {
    const signer = await openSigner(services, options)
    const { clock } = services.environment
    const listUrl = (await store.find(signer.did, id))?.status?.list ?? id
    const revocation = 'by_issuer_key'
    const change = await createIssuer({ signer, store, clock, listUrl, revocation }).revoke(id, {
      ...(reason === undefined ? {} : { reason }),
      ...(invalidFrom === undefined
        ? {}
        : { invalidFrom: readInstant(invalidFrom, '--invalid-from') }),
    })
    const { credential: words } = services.messages
    const said = words.changed[change.value](id, formatDateTime(change.at))
    services.output.result(`${said}\n${words.publishNext}`, { id, ...change })
    return exitCodes.yes
  })
}

async function revokeByOrder(
  services: Services,
  path: string,
  options: RevokeOptions,
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const { organisation, purpose, reason, invalidFrom } = options
  if (organisation === undefined) throw missingOption('--organisation')
  if (purpose === undefined) throw missingOption('--purpose')
  // They are in the order, which was signed.
  if (reason !== undefined) throw wrongOption('--reason')
  if (invalidFrom !== undefined) throw wrongOption('--invalid-from')
  const submission = await readSubmission(path, environment)
  const { order } = await inFile(path, async () => decodeRevocationOrder(submission.order))
  output.progress(messages.credential.checking)
  const { verifier, chain } = await openTrust(
    { ...options, store: undefined as never },
    environment,
  )
  const evidence = {
    ...submission.evidence,
    chain: [...(submission.evidence.chain ?? []), ...chain],
  }
  const organisations = organisation.map((did) => readDidOption(did, '--organisation'))
  return withExistingStore(options.store, async ({ issued: store, proposals }) => {
    const signer = await openSigner(services, options)
    const { clock } = environment
    const revocation = createTwoPeoplePolicy({ verifier, organisations, purpose, proposals })
    const issuer = createIssuer({ signer, store, clock, listUrl: signer.did, revocation })
    const known = await proposals.find(signer.did, order.id)
    const signed = { order: submission.order, evidence }
    if (known === undefined) {
      const { by } = await inFile(path, () => issuer.proposeRevocation(signed))
      const until = formatDateTime(order.expiresAt)
      output.result(messages.switch.proposed(order.id, until), {
        state: 'proposed',
        id: order.id,
        by: by.did,
        until,
      })
      return exitCodes.yes
    }
    const onProgress = progressOf(services)
    const act = await inFile(path, () => issuer.approveRevocation(signed, { onProgress }))
    const said = messages.switch.revokedAll(act.id, act.changed)
    output.result(`${said}\n${messages.credential.publishNext}`, {
      state: 'revoked',
      ...(jsonOf(act) as object),
    })
    return exitCodes.yes
  })
}
