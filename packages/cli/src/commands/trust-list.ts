import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readTrust } from '../lab/trust-file.ts'
import { trustEntryText, trustJson } from '../lab/trust-text.ts'

export function addTrustListCommand(trust: Command, { run, help }: Context): void {
  const { frame, lab } = help
  const command = trust
    .command('list')
    .description(lab.trust.list)
    .requiredOption('--data <folder>', lab.data)
  addExample(command, frame, 'trust list --data lab').action(
    run(async ({ environment, output, messages }, { data }: { readonly data: string }) => {
      const file = await readTrust(data, environment)
      const lines = await trustEntryText(file, messages.lab)
      const text = lines.length === 0 ? messages.lab.trustsNobody : lines.join('\n')
      output.result(text, await trustJson(file))
      return exitCodes.yes
    }),
  )
}
