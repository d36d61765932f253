import { type Algorithm, type NewKeyOptions, parseDid } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readPassphrase } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { inFile } from '../located.ts'
import { UsageError } from '../usage-error.ts'

interface CreateOptions {
  readonly out: string
  readonly algorithm: string
  readonly method: string
  readonly did?: string
  readonly fragment: string
  readonly passphraseFile?: string
}

export function addKeysCommand(program: Command, { run }: Context): void {
  const keys = program
    .command('keys')
    .description('make and look at key files')
    .addHelpText('after', '\nExample:\n  fidecura keys create --out doctor.key')

  keys
    .command('create')
    .description('make a key and keep it in an encrypted file')
    .addHelpText(
      'after',
      '\nExample:\n  fidecura keys create --out board.key --did did:web:board.example',
    )
    .requiredOption('--out <file>', 'the new key file')
    .option('--algorithm <name>', 'ES256, EdDSA or ES384', 'ES256')
    .option('--method <name>', 'a DID made of the key itself: key or jwk', 'key')
    .option('--did <did>', 'or the DID whose controller hosts the key, such as did:web:…')
    .option('--fragment <name>', 'its name in that DID’s document', 'key-1')
    .option('--passphrase-file <file>', 'else FIDECURA_PASSPHRASE or a prompt')
    .action(
      run(async ({ environment, output, messages }, options: CreateOptions) => {
        const newKey = newKeyOf(options)
        const passphrase = await readPassphrase(environment, {
          prompt: messages.newPassphrasePrompt,
          ...(options.passphraseFile === undefined ? {} : { file: options.passphraseFile }),
        })
        const { did, keyId, algorithm, publicKey } = await inFile(options.out, () =>
          createKeyFile(options.out, { passphrase, ...newKey }),
        )
        output.result(messages.keyMade(did, options.out), {
          did,
          keyId,
          algorithm,
          publicKey: { ...publicKey },
          file: options.out,
        })
        return exitCodes.yes
      }),
    )

  keys
    .command('show <file>')
    .description('open a key file and print its DID and public key')
    .addHelpText('after', '\nExample:\n  fidecura keys show board.key --json > board-public.json')
    .option('--passphrase-file <file>', 'else FIDECURA_PASSPHRASE or a prompt')
    .action(
      run(async ({ environment, output, messages }, file: string, options: CreateOptions) => {
        const passphrase = await readPassphrase(environment, {
          prompt: messages.passphrasePrompt,
          ...(options.passphraseFile === undefined ? {} : { file: options.passphraseFile }),
        })
        const { did, keyId, algorithm, publicKey } = await inFile(file, () =>
          openKeyFile(file, { passphrase }),
        )
        output.result(`${keyId}\n${algorithm}\n${JSON.stringify(publicKey)}`, {
          did,
          keyId,
          algorithm,
          publicKey: { ...publicKey },
        })
        return exitCodes.yes
      }),
    )
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
