import { formatDateTime } from '@fidecura/base'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import {
  bundlePath,
  linesWith,
  openBundleLines,
  readBundleFrom,
  readBundleLines,
} from '../lab/bundle-file.ts'
import { labStorePath } from '../lab/lab-store.ts'
import { readTrust } from '../lab/trust-file.ts'
import { inFile } from '../located.ts'
import { replaceFile } from '../replace-file.ts'
import { withStore } from '../with-store.ts'

interface FetchOptions {
  readonly data: string
}

/** Takes a newer bundle over, from wherever it was carried here. */
export function addBundleFetchCommand(bundle: Command, { run, help }: Context): void {
  const { frame, lab } = help
  const command = bundle
    .command('fetch <from>')
    .description(lab.bundleFetch)
    .requiredOption('--data <folder>', lab.data)
  addExample(command, frame, 'bundle fetch /media/stick/trust.jwt --data lab').action(
    run(async ({ environment, output, messages }, from: string, { data }: FetchOptions) => {
      const trust = await readTrust(data, environment)
      const token = await readBundleFrom(from, environment)
      const known = await readBundleLines(data, environment)
      const lines = await inFile(from, () => linesWith(token, known))
      // What was opened is written down before it is taken over: then no older one is, whatever happens in between.
      const opened = await withStore(labStorePath(data), ({ bundles }) =>
        inFile(from, () => openBundleLines(lines, trust, bundles, environment)),
      )
      await replaceFile(bundlePath(data), `${lines.join('\n')}\n`)
      const { signer, sequence, issuedAt } = opened
      const said = messages.lab.bundleTaken(String(sequence), signer, formatDateTime(issuedAt))
      output.result(said, { signer, sequence, issuedAt, file: bundlePath(data) })
      return exitCodes.yes
    }),
  )
}
