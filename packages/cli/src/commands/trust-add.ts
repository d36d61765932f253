import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { pinnedKey, pinnedKeys } from '../lab/named-keys.ts'
import { readTrustOrNone, type TrustFile, writeTrust } from '../lab/trust-file.ts'
import { trustEntryText, trustJson } from '../lab/trust-text.ts'
import { missingOption, readDidOption, readType, wrongOption } from '../options.ts'
import { UsageError } from '../usage-error.ts'

interface AddOptions {
  readonly data: string
  readonly types?: string
  readonly register?: boolean
  readonly bundleSigner?: boolean
  readonly key?: readonly string[]
}

export function addTrustAddCommand(trust: Command, { run, help }: Context): void {
  const { frame, lab } = help
  const { add } = lab.trust
  const command = trust
    .command('add <did>')
    .description(add.about)
    .requiredOption('--data <folder>', lab.data)
    .option('--types <types>', add.types)
    .option('--register', add.register)
    .option('--bundle-signer', add.bundleSigner)
    .option('--key <key...>', add.key)
  addExample(
    command,
    frame,
    'trust add did:web:board.example --types licence,role,accreditation',
    '--key "3F2A 91BC …" --data lab',
  ).action(
    run(async ({ environment, output, messages }, text: string, options: AddOptions) => {
      const did = readDidOption(text, 'DID')
      const { types, register, bundleSigner, key, data } = options
      const roles = [types !== undefined, register === true, bundleSigner === true]
      if (!roles.includes(true)) throw missingOption('--types')
      if (roles.filter(Boolean).length > 1) throw wrongOption('--types')
      const before = await readTrustOrNone(data, environment)
      const entry = async (): Promise<TrustFile> => {
        if (bundleSigner === true) {
          if (before.bundleSigner !== undefined) throw known()
          return { ...before, bundleSigner: { did, key: await pinnedKey(did, key, environment) } }
        }
        const list = types === undefined ? before.registers : before.roots
        if (list.some((each) => each.did === did)) throw known()
        const keys = await pinnedKeys(did, key, environment)
        if (types === undefined) {
          return { ...before, registers: [...before.registers, { did, keys }] }
        }
        const named = [...new Set(types.split(',').map((type) => readType(type, '--types')))]
        return { ...before, roots: [...before.roots, { did, keys, types: named }] }
      }
      const after = await entry()
      await writeTrust(data, after)
      const lines = await trustEntryText(after, messages.lab, did)
      output.result([...lines, messages.lab.compare].join('\n'), await trustJson(after))
      return exitCodes.yes
    }),
  )
}

/** Keys that were pinned are not changed in passing. */
function known(): UsageError {
  return new UsageError('trust_entry_exists', 'Trusted as that already', {
    place: 'DID',
  })
}
