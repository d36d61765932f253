import {
  type BundleState,
  createHttpStatusSource,
  createVerifier,
  openTrustBundle,
  type StatusSource,
  type TrustBundle,
  type TrustedRoot,
  type Verifier,
  type VerifierOptions,
} from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { vcJwt11 } from '@fidecura/credentials/vcdm-1'
import { type Command, Option } from 'commander'
import { readBundleFile } from './bundle-members.ts'
import { type Environment, readToken } from './environment.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readDidOption, readType, readWholeNumber, wrongOption } from './options.ts'
import { createCommandResolver } from './resolver.ts'
import { createFolderStatusSource } from './status-folder.ts'
import { withStore } from './with-store.ts'

export interface TrustOptions {
  readonly root?: readonly string[]
  readonly chain?: readonly string[]
  readonly statusDir?: string
  readonly maxStatusAge: string
  readonly bundle?: string
  readonly bundleSigner?: string
  readonly bundleDelta?: readonly string[]
  readonly archive?: boolean
  readonly store?: string
}

/** Whom a command believes, and where it learns about the present. */
export interface Trust {
  readonly verifier: Verifier
  /** Of the files and the bundle. */
  readonly chain: readonly string[]
  /** The opened trust bundle, if there is one. */
  readonly bundle: TrustBundle | undefined
}

/** For a command that judges nothing without. */
export function addTrustOptions(command: Command, help: HelpTexts): Command {
  const [root, ...others] = trustOptionsOf(help)
  return addAll(command, [root.helpGroup(help.frame.needed), ...others])
}

/** For a command that judges only if it is asked to. */
export function addOptionalTrustOptions(command: Command, help: HelpTexts): Command {
  return addAll(command, trustOptionsOf(help))
}

function trustOptionsOf({ trust }: HelpTexts): readonly [Option, ...Option[]] {
  return [
    new Option('--root <did=types...>', trust.root),
    new Option('--chain <file...>', trust.chain),
    new Option('--status-dir <dir>', trust.statusDir),
    new Option('--max-status-age <seconds>', trust.maxStatusAge).default('55'),
  ]
}

function addAll(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option)
  return command
}

export function addBundleOptions(command: Command, { trust }: HelpTexts): Command {
  return command
    .option('--bundle <file>', trust.bundle)
    .option('--bundle-signer <did>', trust.bundleSigner)
    .option('--bundle-delta <file...>', trust.bundleDelta)
    .option('--store <file>', trust.bundleStore)
}

/**
 * Opens what the options name.
 *
 * @param more - What a command has beside that: a store of nonces, and of what stands on what.
 */
export async function openTrust(
  options: TrustOptions,
  environment: Environment,
  more: Pick<VerifierOptions, 'replay' | 'usage'> = {},
): Promise<Trust> {
  if (options.root === undefined) throw missingOption('--root')
  const roots = options.root.map(readRoot)
  const maxStatusAgeSeconds = readWholeNumber(options.maxStatusAge, '--max-status-age')
  const files = await Promise.all((options.chain ?? []).map((path) => readToken(path, environment)))
  const bundle = await openBundle(options, environment)
  const { clock } = environment
  const asKnownAt = bundle?.asKnownAt
  const verifier = createVerifier({
    roots,
    // What else is met; those over RDF need packages that this command does not bring.
    formats: [dataIntegrity(), vcJwt11()],
    resolve: bundle?.resolve ?? createCommandResolver(environment),
    clock,
    status: bundle?.status ?? statusOf(options, environment),
    maxStatusAgeSeconds,
    ...(asKnownAt === undefined ? {} : { asKnownAt }),
    ...more,
  })
  return { verifier, chain: [...files, ...(bundle?.chain ?? [])], bundle }
}

function readRoot(text: string): TrustedRoot {
  const sign = text.indexOf('=')
  if (sign === -1) throw wrongOption('--root', 'did:…=licence,role')
  const types = text.slice(sign + 1).split(',')
  return {
    did: readDidOption(text.slice(0, sign), '--root'),
    types: types.map((type) => readType(type, '--root')),
  }
}

function statusOf({ statusDir }: TrustOptions, environment: Environment): StatusSource {
  return statusDir === undefined
    ? createHttpStatusSource({ fetch: environment.fetch })
    : createFolderStatusSource(statusDir, environment)
}

/** Opens the trust bundle, if one is named. */
export async function openBundle(
  { bundle, bundleSigner, bundleDelta, store, archive, statusDir }: Partial<TrustOptions>,
  environment: Environment,
): Promise<TrustBundle | undefined> {
  if (bundle === undefined) {
    const named = [bundleSigner, bundleDelta].some((option) => option !== undefined)
    if (named || archive === true) throw missingOption('--bundle')
    return undefined
  }
  // Two sources of status would leave open which of them was believed.
  if (statusDir !== undefined) throw wrongOption('--status-dir')
  if (bundleSigner === undefined) throw missingOption('--bundle-signer')
  if (store === undefined) throw missingOption('--store')
  const signer = readDidOption(bundleSigner, '--bundle-signer')
  const token = await readBundleFile(bundle, environment)
  const deltas: string[] = []
  for (const path of bundleDelta ?? []) deltas.push(await readBundleFile(path, environment))
  const now = environment.clock()
  const purpose = archive === true ? 'archive' : 'live'
  const open = (state: BundleState): Promise<TrustBundle> =>
    openTrustBundle(token, { signer, state, now, purpose, deltas })
  return withStore(store, ({ bundles }) => inFile(bundle, () => open(bundles)))
}
