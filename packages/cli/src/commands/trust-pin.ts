import type { Did } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { askWhether, type Environment } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { pinnedKey, pinnedKeys } from '../lab/named-keys.ts'
import { readTrust, type TrustFile, writeTrust } from '../lab/trust-file.ts'
import { trustEntryText, trustJson } from '../lab/trust-text.ts'
import { readDidOption } from '../options.ts'
import { UsageError } from '../usage-error.ts'

interface PinOptions {
  readonly data: string
  readonly key: readonly string[]
  readonly yes?: boolean
}

/** Takes other keys of somebody who is trusted, once their owner has changed them. */
export function addTrustPinCommand(trust: Command, { run, help }: Context): void {
  const { frame, lab } = help
  const { pin } = lab.trust
  const command = trust
    .command('pin <did>')
    .description(pin.about)
    .requiredOption('--data <folder>', lab.data)
    .requiredOption('--key <key...>', lab.trust.add.key)
    .option('--yes', pin.yes)
  addExample(
    command,
    frame,
    'trust pin did:web:board.example --key board-public.json --data lab',
  ).action(
    run(async ({ environment, output, messages }, text: string, options: PinOptions) => {
      const did = readDidOption(text, 'DID')
      const { data, key, yes } = options
      const before = await readTrust(data, environment)
      assertKnown(before, did)
      const after = await repinned(before, did, key, environment)
      const [old, fresh] = await Promise.all(
        [before, after].map((file) => trustEntryText(file, messages.lab, did)),
      )
      output.show([...(old ?? []), '->', ...(fresh ?? []), messages.lab.compare].join('\n'))
      if (yes !== true && !(await askWhether(messages.lab.askPin, environment))) {
        output.result(messages.lab.unchanged, await trustJson(before))
        return exitCodes.no
      }
      await writeTrust(data, after)
      output.result((fresh ?? []).join('\n'), await trustJson(after))
      return exitCodes.yes
    }),
  )
}

/** Takes everything back that somebody was trusted for. */
export function addTrustRemoveCommand(trust: Command, { run, help }: Context): void {
  const { frame, lab } = help
  const command = trust
    .command('remove <did>')
    .description(lab.trust.remove)
    .requiredOption('--data <folder>', lab.data)
  addExample(command, frame, 'trust remove did:web:board.example --data lab').action(
    run(async ({ environment, output, messages }, text: string, { data }: PinOptions) => {
      const did = readDidOption(text, 'DID')
      const before = await readTrust(data, environment)
      assertKnown(before, did)
      const { bundleSigner } = before
      const after: TrustFile = {
        roots: before.roots.filter((each) => each.did !== did),
        registers: before.registers.filter((each) => each.did !== did),
        ...(bundleSigner === undefined || bundleSigner.did === did ? {} : { bundleSigner }),
      }
      await writeTrust(data, after)
      output.result(messages.lab.trustedNoMore(did), await trustJson(after))
      return exitCodes.yes
    }),
  )
}

function assertKnown({ roots, registers, bundleSigner }: TrustFile, did: Did): void {
  const known = [...roots, ...registers, ...(bundleSigner === undefined ? [] : [bundleSigner])]
  if (known.some((each) => each.did === did)) return
  throw new UsageError('trust_entry_missing', 'Not trusted here', { place: 'DID' })
}

async function repinned(
  { roots, registers, bundleSigner }: TrustFile,
  did: Did,
  key: readonly string[],
  environment: Environment,
): Promise<TrustFile> {
  const keys = await pinnedKeys(did, key, environment)
  const signer =
    bundleSigner?.did === did ? { did, key: await pinnedKey(did, key, environment) } : bundleSigner
  return {
    roots: roots.map((each) => (each.did === did ? { ...each, keys } : each)),
    registers: registers.map((each) => (each.did === did ? { ...each, keys } : each)),
    ...(signer === undefined ? {} : { bundleSigner: signer }),
  }
}
