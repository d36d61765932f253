import {
  type Algorithm,
  type NewKeyOptions,
  parseDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { makeKey } from '../custody/make-key.ts'
import { openKey } from '../custody/open-key.ts'
import { readPassphrase } from '../custody/read-passphrase.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { fingerprintOf } from '../lab/fingerprint.ts'
import { UsageError } from '../usage-error.ts'

interface CreateOptions {
  readonly out: string
  readonly algorithm: string
  readonly method: string
  readonly did?: string
  readonly fragment: string
  readonly passphraseFile?: string
}

export function addKeysCommand(program: Command, { run, help }: Context): void {
  const { frame, shared, keys: texts } = help
  const keys = program.command('keys').description(texts.about)
  addExample(keys, frame, 'keys create --out doctor.key')

  const create = keys.command('create').description(texts.create.about)
  addExample(create, frame, 'keys create --out board.key --did did:web:board.example')
    .requiredOption('--out <file>', texts.create.out)
    .option('--algorithm <name>', texts.create.algorithm, 'ES256')
    .option('--method <name>', texts.create.method, 'key')
    .option('--did <did>', texts.create.did)
    .option('--fragment <name>', texts.create.fragment, 'key-1')
    .option('--passphrase-file <file>', shared.passphraseFile)
    .action(
      run(async (services, options: CreateOptions) => {
        const { environment, output, messages } = services
        const newKey = newKeyOf(options)
        const source = { prompt: messages.newPassphrasePrompt, file: options.passphraseFile }
        const passphrase = () => readPassphrase(environment, source)
        const signer = await makeKey(services, options.out, passphrase, newKey)
        const facts = await factsOf(signer)
        const said = messages.keyMade(signer.did, options.out)
        output.result(said, { ...facts, file: options.out })
        return exitCodes.yes
      }),
    )

  const show = keys.command('show <file>').description(texts.show.about)
  addExample(show, frame, 'keys show board.key --json > board-public.json')
    .option('--passphrase-file <file>', shared.passphraseFile)
    .action(
      run(async (services, file: string, options: CreateOptions) => {
        const { environment, output, messages } = services
        const source = { prompt: messages.passphrasePrompt, file: options.passphraseFile }
        const passphrase = () => readPassphrase(environment, source)
        const facts = await factsOf(await openKey(services, file, passphrase))
        const said = Object.entries(messages.keyFacts).map(([name, label]) => {
          const fact = facts[name as keyof typeof facts]
          return `${label}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`
        })
        output.result(said.join('\n'), facts)
        return exitCodes.yes
      }),
    )
}

/** All that may be known of a key. Accreditations of hosted DIDs name its thumbprint; people read its fingerprint to each other. */
async function factsOf({ did, keyId, algorithm, publicKey }: Signer) {
  const thumbprint = await thumbprintOf(publicKey)
  const fingerprint = fingerprintOf(thumbprint)
  return { did, keyId, algorithm, thumbprint, fingerprint, publicKey: { ...publicKey } }
}

function newKeyOf({ algorithm, method, did, fragment }: CreateOptions): NewKeyOptions {
  if (!isAlgorithmName(algorithm)) throw usage('--algorithm')
  if (did !== undefined) return { did: parseDid(did), fragment, algorithm }
  if (method !== 'key' && method !== 'jwk') throw usage('--method')
  return { method, algorithm }
}

function isAlgorithmName(name: string): name is Algorithm {
  return name === 'ES256' || name === 'EdDSA' || name === 'ES384'
}

function usage(place: string): UsageError {
  return new UsageError('usage', 'Not a value that this option takes', { place })
}
