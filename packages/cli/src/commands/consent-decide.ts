import {
  type Combiner,
  type Decision,
  decide,
  defaultVocabulary,
  requesterOf,
  type VerifiedStatementSet,
  verifyStatementSet,
} from '@fidecura/consent'
import { explainDecision } from '@fidecura/consent/explain'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { inFile } from '../located.ts'
import { readAction, readDidOption, readPair, readWholeNumber, wrongOption } from '../options.ts'
import { registerOn } from '../register-desk.ts'
import {
  addRequestedDataOptions,
  type RequestedDataOptions,
  readRequestedData,
} from '../requested-data.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { addTrustOptions, openTrust, type TrustOptions } from '../trust.ts'
import { withExistingStore } from '../with-store.ts'

interface DecideCommandOptions extends TrustOptions, RequestedDataOptions {
  readonly store: string
  readonly registerKey: string
  readonly registerPassphraseFile?: string
  readonly presentation: string
  readonly audience: string
  readonly nonce: string
  readonly record: string
  readonly purpose: readonly string[]
  readonly action: string
  readonly custodian?: string
  readonly combine: string
  readonly maxAge: string
}

export function addDecideCommand(consent: Command, { run }: Context): void {
  const command = consent
    .command('decide')
    .description('decide one request under what the patient stated, and say why')
    .requiredOption('--store <file>', 'where the register keeps what it took in')
    .requiredOption('--register-key <file>', 'key file of the register, for its word')
    .option('--register-passphrase-file <file>', 'else FIDECURA_REGISTER_PASSPHRASE or a prompt')
    .requiredOption('--presentation <file>', 'role and licence as presented by who asks')
    .requiredOption('--audience <text>', 'whom it was presented to')
    .requiredOption('--nonce <text>', 'what the presenter was asked to sign; counts once')
    .requiredOption('--record <number>', 'of the patient: SYSTEM|VALUE')
    .requiredOption('--purpose <code...>', 'of v3-ActReason, such as TREAT')
    .option('--action <name>', 'collect, access, use, disclose or correct', 'access')
    .option('--custodian <did>', 'who keeps the data')
    .requiredOption('--combine <name>', 'newest or deny_overrides, as your policy has it')
    .option('--max-age <seconds>', 'how old the word of the register may be', '60')
    .addHelpText(
      'after',
      '\nExample:\n  fidecura consent decide --store register.sqlite --register-key register.key \\\n    --presentation asked.json --audience https://lab.example --nonce 8cJx… --combine deny_overrides \\\n    --record "urn:oid:2.999.1.1|R-4711" --purpose TREAT --data-type Observation \\\n    --root did:key:zDn…=role,licence,patient-identity,accreditation --chain cardiology.jwt',
    )
  addTrustOptions(addRequestedDataOptions(command)).action(
    run(async (services, options: DecideCommandOptions) => {
      const { output, messages, environment } = services
      output.progress(messages.consent.deciding)
      const { decision, set } = await withExistingStore(options.store, (store) =>
        answer(services, options, store),
      )
      const why = explainDecision(decision, { set, language: environment.language })
      output.result(why, { decision: jsonOf(decision), why: why.split('\n') })
      return decisionCodes[decision.kind]
    }),
  )
}

const decisionCodes = {
  permit: exitCodes.yes,
  deny: exitCodes.no,
  no_consent: exitCodes.no,
  unknown: exitCodes.unknown,
} as const

async function answer(
  services: Services,
  options: DecideCommandOptions,
  store: Store,
): Promise<{ readonly decision: Decision; readonly set: VerifiedStatementSet }> {
  const { environment } = services
  const { audience, nonce, purpose: purposes, custodian, presentation: path } = options
  const subject = readPair(options.record, '--record')
  const action = readAction(options.action, '--action')
  const combine = readCombiner(options.combine)
  const maxAgeSeconds = readWholeNumber(options.maxAge, '--max-age')
  const data = [readRequestedData(options)]
  const keeper =
    custodian === undefined ? {} : { custodian: readDidOption(custodian, '--custodian') }
  const presented = await readToken(path, environment)
  const trust = await openTrust(options, environment, { replay: store.replay })
  const signer = await openRegisterSigner(services, options)
  const { verifier, resolve, chain } = trust
  const presentation = await inFile(path, () =>
    verifier.verifyPresentation(presented, { audience, nonce, chain }),
  )
  const word = await registerOn(store, { signer, trust, services }).attest(subject)
  const now = environment.clock()
  const { words } = store
  const known = { register: signer.did, verifier, resolve, words, now }
  const set = await verifyStatementSet(word, known)
  const requester = requesterOf(presentation)
  const request = {
    requester,
    subject,
    purposes,
    action,
    data,
    legalBasis: 'consent',
    ...keeper,
  } as const
  const vocabulary = defaultVocabulary
  return {
    decision: decide(request, set, { at: now, now, maxAgeSeconds, combine, vocabulary }),
    set,
  }
}

function readCombiner(name: string): Combiner {
  if (name === 'newest' || name === 'deny_overrides') return name
  throw wrongOption('--combine')
}
