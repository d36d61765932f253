import { isJsonObject, parseJson } from '@fidecura/base'
import type { PatientEvidence, StatementWithEvidence } from '@fidecura/consent'
import { createRegister, type Register } from '@fidecura/consent/register'
import type { Verifier } from '@fidecura/credentials'
import { type Did, decodeJws, type Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Services } from './context.ts'
import { assertAbsent, readToken, writeNew } from './environment.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption } from './options.ts'
import { openRegisterSigner, type RegisterKeyOptions } from './signing-key.ts'
import { addOptionalTrustOptions, openTrust, type TrustOptions } from './trust.ts'
import { withStore } from './with-store.ts'

/** To act as the register too, on a store file: all of them or none. */
export interface RegisterDeskOptions extends RegisterKeyOptions, TrustOptions {
  readonly store?: string
  readonly identity?: string
  readonly receipt?: string
}

/** A register that this command acts as. */
export interface RegisterDesk {
  readonly did: Did
  /** @returns The receipt. */
  register(act: (register: Register, evidence: PatientEvidence) => Promise<string>): Promise<string>
}

export function addRegisterOptions(command: Command, help: HelpTexts): Command {
  const { alsoKey, passphraseFile, store, identity, receipt } = help.consent.register
  const registering = command
    .option('--register-key <file>', alsoKey)
    .option('--register-passphrase-file <file>', passphraseFile)
    .option('--store <file>', store)
    .option('--identity <file>', identity)
    .option('--receipt <file>', receipt)
  return addOptionalTrustOptions(registering, help)
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

/** Opens everything that registering needs before anything is signed. */
export async function openRegisterDesk(
  services: Services,
  options: RegisterDeskOptions,
): Promise<RegisterDesk | undefined> {
  const { registerKey, store, identity, receipt } = options
  if (registerKey === undefined) {
    if (store !== undefined || receipt !== undefined) throw missingOption('--register-key')
    return undefined
  }
  if (store === undefined) throw missingOption('--store')
  if (identity === undefined) throw missingOption('--identity')
  const { environment, output, messages } = services
  if (receipt !== undefined) await assertAbsent(receipt)
  const trust = await openTrust(options, environment)
  const evidence = { identity: await readToken(identity, environment), chain: trust.chain }
  const signer = await openRegisterSigner(services, { ...options, registerKey })
  return {
    did: signer.did,
    async register(act) {
      output.progress(messages.consent.registering)
      const token = await withStore(store, (opened) =>
        act(registerOn(opened, { signer, verifier: trust.verifier }), evidence),
      )
      if (receipt !== undefined) await writeNew(receipt, `${token}\n`)
      // Beside the result, which may be the receipt alone.
      if (aheadOf(token).ahead) output.progress(messages.consent.ahead)
      return token
    },
  }
}

/** The register on a store that is open; what its statements stand on is written down there, too. */
export function registerOn(
  { register: store, usage }: Pick<Store, 'register' | 'usage'>,
  { signer, verifier }: { readonly signer: Signer; readonly verifier: Verifier },
): Register {
  return createRegister({ signer, store, verifier: { ...verifier, usage } })
}

/** Whether it is of a withdrawal of nothing that is there. */
export function aheadOf(receipt: string): { readonly ahead?: true } {
  const payload = parseJson(decodeJws(receipt).payload)
  return isJsonObject(payload) && payload['ahead'] === true ? { ahead: true } : {}
}

/** Hands a signed token in, if there is a register to hand it to. */
export function handIn(
  desk: RegisterDesk | undefined,
  token: string,
  act: (register: Register) => (statement: StatementWithEvidence) => Promise<string>,
): Promise<string> | undefined {
  return desk?.register((register, evidence) => act(register)({ token, evidence }))
}
