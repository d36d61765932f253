import { join } from 'node:path'
import { literalText } from '@fidecura/base'
import { type Contradiction, verifyContradiction } from '@fidecura/consent'
import { digestOf } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type Environment, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, readJsonFile } from '../located.ts'
import { readRegister } from '../options.ts'
import { trustNobody } from '../trust-nobody.ts'
import { UsageError } from '../usage-error.ts'
import { withExistingStore } from '../with-store.ts'

interface ListOptions {
  readonly store: string
  readonly out?: string
}

/** What a register has signed and cannot both be true: found by whoever remembers its words. */
export function addContradictionsCommands(consent: Command, { run, help }: Context): void {
  const { frame, life } = help
  const texts = life.contradictions
  const group = consent.command('contradictions').description(texts.about)
  addExample(group, frame, 'consent contradictions list --store lab.sqlite --out proof')
  const list = group
    .command('list')
    .description(texts.list)
    .requiredOption('--store <file>', texts.store)
    .option('--out <dir>', texts.out)
  addExample(list, frame, 'consent contradictions list --store lab.sqlite --out proof')
  list.action(
    run(async ({ output, messages }, { store: path, out }: ListOptions) => {
      const found = await withExistingStore(path, ({ words }) => words.contradictions())
      const files: string[] = []
      for (const each of out === undefined ? [] : found) {
        const text = `${JSON.stringify(fileOf(each))}\n`
        const file = join(out ?? '', `contradiction-${await digestOf(each.second)}.json`)
        await writeNew(file, text)
        files.push(file)
      }
      const { life: words } = messages
      const lines = found.map(({ register, record }) =>
        words.contradiction(literalText(register), literalText(record)),
      )
      const said = lines.length === 0 ? [words.noContradictions] : lines
      const contradictions = jsonOf(found.map(fileOf))
      output.result([...said, ...files.map(messages.written)].join('\n'), { contradictions, files })
      return found.length === 0 ? exitCodes.yes : exitCodes.no
    }),
  )

  const verify = group
    .command('verify <file>')
    .description(texts.verify)
    .requiredOption('--register <did>', texts.register)
  addExample(
    verify,
    frame,
    'consent contradictions verify proof/contradiction-….json',
    '--register did:web:hospital.example',
  )
  verify.action(
    run(async (services, file: string, options: { readonly register: string }) => {
      const { environment, output, messages } = services
      const register = readRegister(options.register, '--register')
      const both = await readContradiction(file, environment)
      const verifier = trustNobody(environment)
      const record = await inFile(file, () => verifyContradiction(both, { verifier, register }))
      const shown = literalText(`${record.system}|${record.value}`)
      output.result(messages.life.contradicts(register.did, shown), {
        verdict: 'passed',
        register: register.did,
        record: { ...record },
      })
      return exitCodes.yes
    }),
  )
}

function fileOf({ register, record, first, second }: Contradiction): Record<string, string> {
  return { register, record, first, second }
}

/** Reads what `list --out` wrote. Proves nothing. */
async function readContradiction(
  path: string,
  environment: Environment,
): Promise<Pick<Contradiction, 'first' | 'second'>> {
  const { first, second } = await readJsonFile(path, environment)
  if (typeof first === 'string' && typeof second === 'string') return { first, second }
  const message = 'Not what consent contradictions list writes'
  throw new UsageError('file_unexpected', message, { place: path })
}
