import type { JsonValue } from '@fidecura/base'
import { createDidDocument, parseDid } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { readPublicKey } from '../public-key-file.ts'
import { createCommandResolver } from '../resolver.ts'

export function addDidCommand(program: Command, { run }: Context): void {
  const did = program
    .command('did')
    .description('resolve DIDs and write did:web documents')
    .addHelpText('after', '\nExample:\n  fidecura did resolve did:web:board.example')

  did
    .command('resolve <did>')
    .description('print the document of a did:key, did:jwk or did:web')
    .addHelpText('after', '\nExample:\n  fidecura did resolve did:web:board.example')
    .action(
      run(async ({ environment, output }, text: string) => {
        const now = environment.clock()
        const resolve = createCommandResolver(environment)
        const { document, resolvedAt, history } = await resolve(parseDid(text), { at: now, now })
        const json = JSON.parse(JSON.stringify({ document, resolvedAt, history })) as JsonValue
        output.result(JSON.stringify(document, undefined, 2), json)
        return exitCodes.yes
      }),
    )

  did
    .command('document <did>')
    .description('print the document that a did:web host serves')
    .requiredOption('--key <file...>', 'what `fidecura keys show --json` printed, one file a key')
    .addHelpText(
      'after',
      '\nExample:\n  fidecura did document did:web:board.example --key board-public.json',
    )
    .action(
      run(async ({ environment, output }, text: string, options: { readonly key: string[] }) => {
        const keys = await Promise.all(options.key.map((file) => readPublicKey(file, environment)))
        const document = createDidDocument({ did: parseDid(text), keys })
        output.result(JSON.stringify(document, undefined, 2), document)
        return exitCodes.yes
      }),
    )
}
