import type { JsonObject } from '@fidecura/base'
import {
  CredentialError,
  decodeCredential,
  type PresentCredentialOptions,
  presentationVersion,
  presentCredential,
} from '@fidecura/credentials'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, located } from '../located.ts'
import { wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { UsageError } from '../usage-error.ts'

interface PresentOptions extends KeyOptions {
  readonly audience: string
  readonly nonce: string
  readonly disclose?: readonly string[]
  readonly discloseAll?: boolean
  readonly chain?: readonly string[]
  readonly out?: string
}

export function addPresentCommand(credential: Command, { run, help }: Context): void {
  const { frame, shared, credential: group } = help
  const texts = group.present
  const command = addKeyOptions(credential.command('present <file...>'), help, texts.key)
    .description(texts.about)
    .requiredOption('--audience <text>', texts.audience)
    .requiredOption('--nonce <text>', texts.nonce)
    .option('--disclose <name...>', texts.disclose)
    .option('--disclose-all', texts.discloseAll)
    .option('--chain <file...>', texts.chain)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'credential present role.jwt licence.jwt --key doctor.key',
    '--audience https://lab.example --nonce 8cJx… --disclose specialties',
    '--chain hospital.jwt cardiology.jwt --out presentation.json',
  )
  command.action(
    run(async (services, files: readonly string[], options: PresentOptions) => {
      const { environment, output, messages } = services
      const { audience, nonce, out, discloseAll } = options
      if (audience === '') throw wrongOption('--audience')
      if (nonce === '') throw wrongOption('--nonce')
      if (discloseAll === true && options.disclose !== undefined) throw wrongOption('--disclose')
      if (out !== undefined) await assertAbsent(out)
      const held = await readHeld(files, (path) => readToken(path, environment))
      const chain = await Promise.all(
        (options.chain ?? []).map((path) => readToken(path, environment)),
      )
      const names = options.disclose ?? []
      assertHeld(names, held)
      const signer = await openSigner(services, options)
      const call = { signer, audience, nonce, issuedAt: environment.clock() }
      const credentials: string[] = []
      for (const one of held) {
        const disclose = discloseAll === true ? 'all' : names.filter((name) => has(one, name))
        credentials.push(await inFile(one.path, () => present(one, { ...call, disclose })))
      }
      const text = textOf(credentials, chain)
      if (out !== undefined) await writeNew(out, `${text}\n`)
      output.result(out === undefined ? text : messages.written(out), {
        audience,
        nonce,
        presentation: text,
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

interface Held {
  readonly path: string
  readonly token: string
  readonly claims: JsonObject
  readonly isSdJwt: boolean
}

async function readHeld(
  paths: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<readonly Held[]> {
  const held: Held[] = []
  for (const path of paths) {
    const token = await read(path)
    const { credential } = await inFile(path, () => decodeCredential(token))
    const { claims, format } = credential
    held.push({ path, token, claims, isSdJwt: format === 'dc+sd-jwt' })
  }
  // Another one has no key binding of its own, so somebody must sign beside it.
  if (held.some(({ isSdJwt }) => isSdJwt)) return held
  const [place = ''] = paths
  throw new UsageError('file_unexpected', 'No SD-JWT among what is presented', { place })
}

/** Whether it has the claim that is named, or around which a JSON Pointer begins. */
function has({ claims, isSdJwt }: Held, name: string): boolean {
  const [first = ''] = name.startsWith('/') ? name.slice(1).split('/') : [name]
  const claim = name.startsWith('/') ? first.replaceAll('~1', '/').replaceAll('~0', '~') : first
  return isSdJwt && Object.hasOwn(claims, claim)
}

function assertHeld(names: readonly string[], held: readonly Held[]): void {
  if (names.every((name) => held.some((one) => has(one, name)))) return
  throw located(new CredentialError('disclosure_not_found', 'No such claim'), '--disclose')
}

async function present(held: Held, options: PresentCredentialOptions): Promise<string> {
  return held.isSdJwt ? presentCredential(held.token, options) : held.token
}

/** One by itself as it is; several, or with a chain, as JSON. */
function textOf(credentials: readonly string[], chain: readonly string[]): string {
  const [only] = credentials
  if (only !== undefined && credentials.length === 1 && chain.length === 0) return only
  const bundle = { version: presentationVersion, credentials }
  return JSON.stringify(chain.length === 0 ? bundle : { ...bundle, chain })
}
