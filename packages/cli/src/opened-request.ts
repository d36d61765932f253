import { type VerifiedConsentRequest, verifyConsentRequest } from '@fidecura/consent/request'
import type { Signer } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Environment } from './environment.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { readDidOption, readPair, readParty } from './options.ts'
import { readRequestFile } from './request-file.ts'
import { addTrustOptions, type Trust, type TrustOptions } from './trust.ts'

/** On whose side a request is opened, and how it got there. */
export interface OpenedRequestOptions extends TrustOptions {
  readonly record: string
  readonly controller: string
  readonly register: string
  readonly origin: string
  readonly link?: string
  readonly store: string
}

export function addOpenedRequestOptions(command: Command, help: HelpTexts): Command {
  const { shared, life } = help
  const texts = life.request
  command
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--controller <party>', texts.custodian)
    .requiredOption('--register <did>', texts.custodianRegister)
    .requiredOption('--origin <url>', texts.receivedFrom)
    .requiredOption('--store <file>', texts.store)
    .option('--link <nonce>', texts.openedLink)
  return addTrustOptions(command, help)
}

/** Proves who asks, that this patient was asked, and that nobody else passed it on. */
export async function openRequest(
  path: string,
  options: OpenedRequestOptions,
  { verifier, chain }: Pick<Trust, 'verifier' | 'chain'>,
  { did }: Pick<Signer, 'did'>,
  environment: Environment,
): Promise<VerifiedConsentRequest> {
  const { link, origin } = options
  const record = readPair(options.record, '--record')
  const register = readDidOption(options.register, '--register')
  const custodian = { ...readParty(options.controller, '--controller'), record, register }
  const { request, evidence } = await readRequestFile(path, environment)
  const shown = { ...evidence, chain: [...(evidence.chain ?? []), ...chain] }
  return inFile(path, () =>
    verifyConsentRequest(request, {
      ...{ verifier, evidence: shown, dids: [did], origin, custodians: [custodian] },
      ...(link === undefined ? {} : { link }),
    }),
  )
}
