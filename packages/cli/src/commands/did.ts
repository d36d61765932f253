import { isJsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { createDidDocument, parseDid, parsePublicJwk } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { createCommandResolver } from '../resolver.ts'
import { UsageError } from '../usage-error.ts'

export function addDidCommand(program: Command, { run }: Context): void {
  const did = program.command('did').description('resolve DIDs and write did:web documents')

  did
    .command('resolve <did>')
    .description('print the document of a did:key, did:jwk or did:web')
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
    .action(
      run(async ({ environment, output }, text: string, options: { readonly key: string[] }) => {
        const keys = await Promise.all(
          options.key.map(async (file) => readPublicKey(await readToken(file, environment), file)),
        )
        const document = createDidDocument({ did: parseDid(text), keys })
        output.result(JSON.stringify(document, undefined, 2), document)
        return exitCodes.yes
      }),
    )
}

function readPublicKey(
  text: string,
  place: string,
): { fragment: string; jwk: ReturnType<typeof parsePublicJwk> } {
  const json = parseJsonText(text)
  if (!isJsonObject(json) || typeof json['keyId'] !== 'string') {
    throw new UsageError('usage', 'Not what keys show --json prints', { place })
  }
  const fragment = json['keyId'].slice(json['keyId'].indexOf('#') + 1)
  return { fragment, jwk: parsePublicJwk(json['publicKey']) }
}
