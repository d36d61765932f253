import type { JsonValue } from '@fidecura/base'
import { createDidDocument, parseDid } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readPublicKey } from '../public-key-file.ts'
import { createCommandResolver } from '../resolver.ts'
import { addDidWebvhCommand } from './did-webvh.ts'

export function addDidCommand(program: Command, context: Context): void {
  const { run, help } = context
  const { frame, did: texts } = help
  const did = program.command('did').description(texts.about)
  addExample(did, frame, 'did resolve did:web:board.example')

  const resolve = did.command('resolve <did>').description(texts.resolve.about)
  addExample(resolve, frame, 'did resolve did:web:board.example').action(
    run(async ({ environment, output }, text: string) => {
      const now = environment.clock()
      const resolve = createCommandResolver(environment)
      const { document, resolvedAt, history } = await resolve(parseDid(text), { at: now, now })
      const json = JSON.parse(JSON.stringify({ document, resolvedAt, history })) as JsonValue
      output.result(JSON.stringify(document, undefined, 2), json)
      return exitCodes.yes
    }),
  )

  const document = did.command('document <did>').description(texts.document.about)
  addExample(document, frame, 'did document did:web:board.example --key board-public.json')
    .requiredOption('--key <file...>', texts.document.key)
    .action(
      run(async ({ environment, output }, text: string, options: { readonly key: string[] }) => {
        const keys = await Promise.all(options.key.map((file) => readPublicKey(file, environment)))
        const document = createDidDocument({ did: parseDid(text), keys })
        output.result(JSON.stringify(document, undefined, 2), document)
        return exitCodes.yes
      }),
    )

  addDidWebvhCommand(did, context)
}
