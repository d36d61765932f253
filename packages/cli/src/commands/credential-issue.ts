import type { JsonObject } from '@fidecura/base'
import {
  CredentialError,
  createIssuer,
  credentialTypes,
  type IssuableFormat,
  type IssuerContents,
} from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { type Did, keyIdOf, methodOf, type PublicJwk, publicKeyOf } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { assertAbsent, type Environment, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, located, readJsonFile } from '../located.ts'
import {
  type PeriodOptions,
  readDidOption,
  readListUrl,
  readPeriod,
  readType,
  wrongOption,
} from '../options.ts'
import { readPublicKey } from '../public-key-file.ts'
import { createCommandResolver } from '../resolver.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { UsageError } from '../usage-error.ts'
import { withStore } from '../with-store.ts'

interface IssueOptions extends KeyOptions, PeriodOptions {
  readonly store: string
  readonly list: string
  readonly type: string
  readonly subject: string
  readonly holderKey?: string
  readonly claims: string
  readonly format?: string
  readonly id?: string
  readonly typeIntegrity?: string
  readonly out?: string
}

export function addIssueCommand(credential: Command, { run, help }: Context): void {
  const { frame, shared, credential: group } = help
  const texts = group.issue
  const command = addKeyOptions(credential.command('issue'), help, texts.key)
    .description(texts.about)
    .requiredOption('--store <file>', texts.store)
    .requiredOption('--list <url>', texts.list)
    .requiredOption('--type <type>', texts.type)
    .requiredOption('--subject <did>', texts.subject)
    .requiredOption('--claims <file>', texts.claims)
    .option('--holder-key <file>', texts.holderKey)
    .option('--format <name>', texts.format)
    .option('--id <uri>', shared.id)
    .option('--type-integrity <digest>', texts.typeIntegrity)
    .option('--from <date-time>', texts.from)
    .option('--until <date-time>', texts.until)
    .option('--days <number>', texts.days, '365')
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'credential issue --key board.key --store board.sqlite',
    '--list https://board.example/status/1 --type licence',
    '--subject did:key:zDn… --claims licence.json --out licence.jwt',
  ).action(
    run(async (services, options: IssueOptions) => {
      const { environment, output, messages } = services
      const { contents, format } = await readContents(services, options)
      if (options.out !== undefined) await assertAbsent(options.out)
      const signer = await openSigner(services, options)
      output.progress(messages.credential.signing)
      const { list: listUrl, store: path, claims, out } = options
      const { id, token } = await withStore(path, ({ issued }) =>
        createIssuer({ signer, store: issued, clock: environment.clock, listUrl })
          .issue(contents, { format })
          .catch((error: unknown) => {
            throw atFault(error, claims)
          }),
      )
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const { type, subject, validFrom, validUntil } = contents
      const named = typeof format === 'string' ? format : format.format
      const facts = { id, type, format: named, issuer: signer.did, subject, validFrom, validUntil }
      const where = out === undefined ? {} : { file: out }
      const said = `${messages.credential.issued(id)}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? token : said, { ...facts, token, ...where })
      return exitCodes.yes
    }),
  )
}

async function readContents(
  { environment }: Services,
  options: IssueOptions,
): Promise<{ readonly contents: IssuerContents; readonly format: IssuableFormat }> {
  const { id, claims, typeIntegrity } = options
  readListUrl(options.list, '--list')
  const type = readType(options.type, '--type')
  const subject = readDidOption(options.subject, '--subject')
  const format = readFormat(options.format, type)
  const holderKey = await holderKeyOf(subject, options, environment)
  const contents = {
    type,
    subject,
    claims: await readClaims(claims, type, environment),
    ...readPeriod(options, environment.clock()),
    ...(id === undefined ? {} : { id }),
    ...(typeIntegrity === undefined ? {} : { typeIntegrity }),
    ...(holderKey === undefined ? {} : { holderKey }),
  }
  return { contents, format }
}

/** A name that only options know would be signed as it stands, and grant nothing. */
async function readClaims(
  file: string,
  type: string,
  environment: Environment,
): Promise<JsonObject> {
  const claims = await readJsonFile(file, environment)
  if (type !== credentialTypes.issuingAccreditation || !Array.isArray(claims['types']))
    return claims
  const wrong = claims['types'].findIndex((each) => typeof each === 'string' && !each.includes(':'))
  if (wrong === -1) return claims
  const place = `${file} /types/${wrong}`
  const takes = Object.values(credentialTypes)
  throw new UsageError('file_unexpected', 'Not the URI of a type', { place, takes })
}

function readFormat(name: string | undefined, type: string): IssuableFormat {
  if (name === undefined) {
    return type === credentialTypes.issuingAccreditation ? 'vc+jwt' : 'dc+sd-jwt'
  }
  if (name === 'sd-jwt' || name === 'dc+sd-jwt') return 'dc+sd-jwt'
  if (name === 'vc' || name === 'vc+jwt') return 'vc+jwt'
  if (name === 'di' || name === 'data-integrity') return dataIntegrity()
  throw wrongOption('--format', 'sd-jwt', 'vc', 'di')
}

async function holderKeyOf(
  subject: Did,
  { holderKey }: IssueOptions,
  environment: Environment,
): Promise<PublicJwk | undefined> {
  if (holderKey !== undefined) return (await readPublicKey(holderKey, environment)).jwk
  // A DID that is hosted may have many keys: which one, only --holder-key can say.
  if (methodOf(subject) !== 'key' && methodOf(subject) !== 'jwk') return undefined
  const now = environment.clock()
  const { document } = await inFile('--subject', () =>
    createCommandResolver(environment)(subject, { at: now, now }),
  )
  return publicKeyOf(document, keyIdOf(subject), 'assertionMethod')
}

/** Where the fault lies: in an option, or in the claims. */
function atFault(error: unknown, claims: string): unknown {
  if (!CredentialError.is(error)) return error
  if (error.code === 'holder_binding_missing') return located(error, '--holder-key')
  if (error.code !== 'credential_claims_invalid') return error
  if (error.place === '/subject') return wrongOption('--subject')
  if (error.place === '/validUntil') return wrongOption('--until')
  if (error.place === '/vct#integrity') return wrongOption('--type-integrity')
  return located(error, claims)
}
