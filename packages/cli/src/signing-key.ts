import type { Signer } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Services } from './context.ts'
import { openKey } from './custody/open-key.ts'
import { type PassphraseSource, readPassphrase } from './custody/read-passphrase.ts'
import type { HelpTexts } from './messages/help.ts'

export interface KeyOptions {
  readonly key: string
  readonly passphraseFile?: string
}

export interface RegisterKeyOptions {
  readonly registerKey?: string
  readonly registerPassphraseFile?: string
}

interface LogKeyOptions {
  readonly logKey: string
  readonly logPassphraseFile?: string
}

/** @param key - Whose key file it is. */
export function addKeyOptions(command: Command, { shared }: HelpTexts, key: string): Command {
  return command
    .requiredOption('--key <file>', key)
    .option('--passphrase-file <file>', shared.passphraseFile)
}

/** Opens `--key`; the passphrase is asked for, never taken from argv. */
export function openSigner(services: Services, options: KeyOptions): Promise<Signer> {
  const { key, passphraseFile } = options
  return open(services, key, {
    prompt: services.messages.passphrasePrompt,
    ...(passphraseFile === undefined ? {} : { file: passphraseFile }),
  })
}

/** Opens `--register-key`, whose passphrase is one of its own. */
export function openRegisterSigner(
  services: Services,
  options: Required<Pick<RegisterKeyOptions, 'registerKey'>> & RegisterKeyOptions,
): Promise<Signer> {
  const { registerKey, registerPassphraseFile } = options
  return open(services, registerKey, {
    prompt: services.messages.registerPassphrasePrompt,
    variable: 'FIDECURA_REGISTER_PASSPHRASE',
    ...(registerPassphraseFile === undefined ? {} : { file: registerPassphraseFile }),
  })
}

/** Opens `--log-key`, whose passphrase is one of its own. */
export function openLogSigner(
  services: Services,
  { logKey, logPassphraseFile }: LogKeyOptions,
): Promise<Signer> {
  return open(services, logKey, {
    prompt: services.messages.evidence.logPassphrasePrompt,
    variable: 'FIDECURA_LOG_PASSPHRASE',
    ...(logPassphraseFile === undefined ? {} : { file: logPassphraseFile }),
  })
}

function open(services: Services, place: string, source: PassphraseSource): Promise<Signer> {
  return openKey(services, place, () => readPassphrase(services.environment, source))
}
