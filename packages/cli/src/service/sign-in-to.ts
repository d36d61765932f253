import { type Did, proveSignIn, type Signer } from '@fidecura/identity'
import type { FidecuraClient } from '@fidecura/server/client'
import type { Command } from 'commander'
import type { Services } from '../context.ts'
import { readToken } from '../environment.ts'
import type { HelpTexts } from '../messages/help.ts'
import { readDidOption, wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

/** A hospital that is served, and as whom it is asked. */
export interface SignInOptions extends KeyOptions {
  readonly server: string
  readonly of: string
  readonly role: string
  readonly licence: string
  readonly chain?: readonly string[]
}

/** Somebody who is signed in there. */
export interface SignedIn {
  readonly client: FidecuraClient
  readonly signer: Signer
  readonly hospital: Did
}

export function addSignInOptions(command: Command, help: HelpTexts): Command {
  const { order: texts, trust } = help
  return addKeyOptions(command, help, texts.key)
    .requiredOption('--server <url>', texts.server)
    .requiredOption('--of <did>', texts.of)
    .requiredOption('--role <file>', texts.role)
    .requiredOption('--licence <file>', texts.licence)
    .option('--chain <file...>', trust.chain)
}

/** Signs in at the origin of the address, and for the hospital that was named: whatever the server says beside it. */
export async function signInTo(services: Services, options: SignInOptions): Promise<SignedIn> {
  const { environment } = services
  const { server } = options
  if (!URL.canParse(server) || !/^https:\/\/[^/]+\/[a-z][a-z0-9-]*$/.test(server)) {
    throw wrongOption('--server', 'https://hospital.example/riverside')
  }
  const hospital = readDidOption(options.of, '--of')
  const files = [options.role, options.licence]
  const credentials = await Promise.all(files.map((file) => readToken(file, environment)))
  const chain = await Promise.all((options.chain ?? []).map((file) => readToken(file, environment)))
  const signer = await openSigner(services, options)
  const { createFidecuraClient } = await import('@fidecura/server/client')
  let session: string | undefined
  const client = createFidecuraClient({
    base: `${server}/api/v1`,
    session: () => session,
    fetch: (url, { headers, method, body, signal }) =>
      environment.fetch(url, {
        ...{ headers: headers as Record<string, string>, redirect: 'manual' },
        signal: signal ?? AbortSignal.timeout(30_000),
        ...(method === 'POST' ? { method, body: String(body) } : {}),
      }),
  })
  const challenge = await client.challenge()
  const { origin } = new URL(server)
  const now = environment.clock()
  const proof = await proveSignIn(challenge, { origin, audience: hospital, signer, now })
  ;({ session } = await client.signIn({ proof, credentials, chain }))
  return { client, signer, hospital }
}
