import { isJsonObject, parseJson } from '@fidecura/base'
import { agesOf, type StatementEvidence, type WithdrawalEvidence } from '@fidecura/consent'
import { createRegister, type Register, type RegisterOptions } from '@fidecura/consent/register'
import type { Verifier } from '@fidecura/credentials'
import { type Did, decodeJws, type Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Services } from './context.ts'
import { assertAbsent, type Environment, writeNew } from './environment.ts'
import { jurisdictionNames, readJurisdiction } from './jurisdictions.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readDidOption } from './options.ts'
import { notifyByFile } from './patient-notices.ts'
import { type BesideFile, sortAgreements } from './signed-beside.ts'
import {
  addRepresentativeOptions,
  readStatementEvidence,
  readWithdrawalEvidence,
  type SignerEvidenceOptions,
} from './signer-evidence.ts'
import { openRegisterSigner, type RegisterKeyOptions } from './signing-key.ts'
import { addOptionalTrustOptions, openTrust, type TrustOptions } from './trust.ts'
import { withStore } from './with-store.ts'

/** By what a register judges those who sign in a patient's place. */
interface RegisterRulesOptions {
  readonly jurisdiction?: string
  readonly desk?: readonly string[]
  readonly notices?: string
}

/** To act as the register too, on a store file: all of them or none. */
export interface RegisterDeskOptions
  extends RegisterKeyOptions,
    TrustOptions,
    SignerEvidenceOptions,
    RegisterRulesOptions {
  readonly store?: string
  readonly receipt?: string
}

/** A register that this command acts as, and what is shown to it. */
export interface RegisterDesk<Evidence = StatementEvidence> {
  readonly did: Did
  /** @returns What the register answers. */
  register(act: (register: Register, evidence: Evidence) => Promise<string>): Promise<string>
}

/** One for statements, with what others signed beside the one that is handed in. */
export interface StatementDesk extends RegisterDesk {
  readonly beside: readonly BesideFile[]
}

export function addRegisterOptions(command: Command, help: HelpTexts): Command {
  const { alsoKey, passphraseFile, store, identity, receipt } = help.consent.register
  const registering = addRepresentativeOptions(
    command
      .option('--register-key <file>', alsoKey)
      .option('--register-passphrase-file <file>', passphraseFile)
      .option('--store <file>', store)
      .option('--identity <file>', identity),
    help,
  ).option('--receipt <file>', receipt)
  return addOptionalTrustOptions(addRegisterRulesOptions(registering, help), help)
}

export function addRegisterRulesOptions(command: Command, { life }: HelpTexts): Command {
  const { jurisdiction, desk, notices } = life.register
  return command
    .option('--jurisdiction <name>', `${jurisdiction}: ${jurisdictionNames.join(', ')}`)
    .option('--desk <did...>', desk)
    .option('--notices <file>', notices)
}

/** To act as the register, and nobody else. */
export interface ActingRegisterOptions extends RegisterKeyOptions {
  readonly registerKey: string
  readonly store: string
}

export function addActingRegisterOptions(command: Command, { consent }: HelpTexts): Command {
  const { key, passphraseFile, store } = consent.register
  return command
    .requiredOption('--register-key <file>', key)
    .requiredOption('--store <file>', store)
    .option('--register-passphrase-file <file>', passphraseFile)
}

/** Opens everything that registering a statement needs before anything is signed. */
export async function openStatementDesk(
  services: Services,
  options: RegisterDeskOptions,
): Promise<StatementDesk | undefined> {
  const { environment } = services
  const { agreements, beside } = await sortAgreements(options.agreement ?? [], environment)
  const guardians = agreements.length === 0 ? {} : { agreement: agreements }
  const { agreement: _, ...others } = options
  const desk = await openDesk(services, { ...others, ...guardians }, readStatementEvidence)
  return desk === undefined ? undefined : { ...desk, beside }
}

/** As {@link openStatementDesk}, for a withdrawal. */
export function openWithdrawalDesk(
  services: Services,
  options: RegisterDeskOptions,
): Promise<RegisterDesk<WithdrawalEvidence> | undefined> {
  return openDesk(services, options, readWithdrawalEvidence)
}

async function openDesk<Evidence>(
  services: Services,
  options: RegisterDeskOptions,
  readEvidence: (
    options: SignerEvidenceOptions,
    chain: readonly string[],
    environment: Environment,
  ) => Promise<Evidence>,
): Promise<RegisterDesk<Evidence> | undefined> {
  const { registerKey, store, receipt } = options
  if (registerKey === undefined) {
    if (store !== undefined || receipt !== undefined) throw missingOption('--register-key')
    return undefined
  }
  if (store === undefined) throw missingOption('--store')
  const { environment, output, messages } = services
  const rules = readRegisterRules(options, environment)
  if (receipt !== undefined) await assertAbsent(receipt)
  const { verifier, chain } = await openTrust(options, environment)
  const evidence = await readEvidence(options, chain, environment)
  const signer = await openRegisterSigner(services, { ...options, registerKey })
  return {
    did: signer.did,
    async register(act) {
      output.progress(messages.consent.registering)
      const token = await withStore(store, (opened) =>
        act(registerOn(opened, { signer, verifier, ...rules }), evidence),
      )
      if (receipt !== undefined) await writeNew(receipt, `${token}\n`)
      // Beside the result, which may be the receipt alone.
      if (aheadOf(token).ahead) output.progress(messages.consent.ahead)
      return token
    },
  }
}

type RegisterRules = Pick<RegisterOptions, 'ages' | 'desks' | 'notify'>

function readRegisterRules(
  { jurisdiction, desk, notices }: RegisterRulesOptions,
  environment: Environment,
): RegisterRules {
  const ages = jurisdiction === undefined ? undefined : agesOf(readJurisdiction(jurisdiction))
  return {
    ...(ages === undefined ? {} : { ages }),
    ...(desk === undefined ? {} : { desks: desk.map((did) => readDidOption(did, '--desk')) }),
    ...(notices === undefined ? {} : { notify: notifyByFile(notices, environment) }),
  }
}

/** The register on a store that is open; what its statements stand on is written down there, too. */
export function registerOn(
  { register: store, usage }: Pick<Store, 'register' | 'usage'>,
  {
    signer,
    verifier,
    ...rules
  }: RegisterRules & { readonly signer: Signer; readonly verifier: Verifier },
): Register {
  return createRegister({ signer, store, ...rules, verifier: { ...verifier, usage } })
}

/** Whether it is of a withdrawal of nothing that is there. */
export function aheadOf(receipt: string): { readonly ahead?: true } {
  const payload = parseJson(decodeJws(receipt).payload)
  return isJsonObject(payload) && payload['ahead'] === true ? { ahead: true } : {}
}

/** Hands a signed statement in, if there is a register to hand it to. */
export function handInStatement(
  desk: StatementDesk | undefined,
  token: string,
): Promise<string> | undefined {
  return desk?.register(async (register, evidence) => {
    const receipt = await register.submit({ token, evidence })
    // Whoever comes later hands the statement in again, which changes nothing of it.
    for (const { path, beside } of desk.beside) {
      await inFile(path, () => register.keepSignature(beside))
    }
    return receipt
  })
}

/** Hands a signed withdrawal in, if there is a register to hand it to. */
export function handInWithdrawal(
  desk: RegisterDesk<WithdrawalEvidence> | undefined,
  token: string,
): Promise<string> | undefined {
  return desk?.register((register, evidence) => register.withdraw({ token, evidence }))
}

/** Hands a patient's ratification in, if there is a register to hand it to. */
export function handInRatification(
  desk: RegisterDesk | undefined,
  token: string,
): Promise<string> | undefined {
  // It is the patient's, whatever else is shown.
  return desk?.register((register, { identity, chain = [] }) =>
    register.ratify({ token, evidence: { identity, chain } }),
  )
}
