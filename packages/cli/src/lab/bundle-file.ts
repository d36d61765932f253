import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError, decodeUtf8, fetchBytes, isJsonObject, parseJsonText } from '@fidecura/base'
import {
  type BundleState,
  CredentialError,
  openTrustBundle,
  type TrustBundle,
  trustBundleDeltaType,
} from '@fidecura/credentials'
import { decodeJws } from '@fidecura/identity'
import { readBundleFile } from '../bundle-members.ts'
import type { Environment } from '../environment.ts'
import { inFile } from '../located.ts'
import { wrongOption } from '../options.ts'
import { UsageError } from '../usage-error.ts'
import type { TrustFile } from './trust-file.ts'

/** A bundle and what has changed since, oldest first, one a line. */
export type BundleLines = readonly [string, ...(readonly string[])]

/** In the folder of a place. */
export function bundlePath(folder: string): string {
  return join(folder, 'bundle.jwt')
}

/** @returns `undefined` where none has been fetched yet. */
export async function readBundleLines(
  folder: string,
  environment: Environment,
): Promise<BundleLines | undefined> {
  const path = bundlePath(folder)
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  const [first = '', ...others] = (await readBundleFile(path, environment)).split('\n')
  return [first, ...others]
}

/**
 * Reads a bundle or a delta from an https address or a file, such as one on a stick: the token, or `{ "bundle" }` as a
 * hospital serves it. Proves nothing yet.
 */
export async function readBundleFrom(from: string, environment: Environment): Promise<string> {
  // Never over plain HTTP, and never by a path that only looks like an address.
  if (/^http:\/\//i.test(from)) throw wrongOption('FROM', 'https://…', 'FILE')
  const text = /^https:\/\//.test(from)
    ? await download(from, environment)
    : await fromFile(from, environment)
  if (!text.startsWith('{')) return text
  return inFile(from, () => {
    const json = parseJsonText(text, { maxBytes: maxBundleBytes })
    if (isJsonObject(json) && typeof json['bundle'] === 'string') return json['bundle']
    throw new UsageError('file_unexpected', 'Not a trust bundle', { place: from })
  })
}

const maxBundleBytes = 33_554_432

function fromFile(path: string, environment: Environment): Promise<string> {
  return readBundleFile(path, environment)
}

async function download(url: string, { fetch }: Environment): Promise<string> {
  const accept = 'application/jwt, application/json'
  const options = { fetch, accept, maxBytes: maxBundleBytes, timeoutMs: 120_000 }
  // Its origin alone: an address may hold a password.
  const asked = URL.canParse(url) ? new URL(url).origin : 'FROM'
  return inFile(asked, async () => decodeUtf8(await fetchBytes(url, options)).trim())
}

/** What a newly read token makes of what is there: a bundle begins anew, a delta goes on. */
export function linesWith(token: string, known: BundleLines | undefined): BundleLines {
  if (!isDelta(token)) return [token]
  if (known === undefined) {
    throw new CredentialError('bundle_delta_mismatch', 'No bundle that this goes on from')
  }
  return known.includes(token) ? known : [...known, token]
}

function isDelta(token: string): boolean {
  try {
    return decodeJws(token, { maxBytes: maxBundleBytes }).header.typ === trustBundleDeltaType
  } catch (error) {
    if (CodedError.is(error)) return false
    throw error
  }
}

/**
 * Opens it for decisions of today.
 *
 * @throws CredentialError those of `openTrustBundle`; `bundle_untrusted`: of another signer than the one that is pinned.
 */
export async function openBundleLines(
  [first, ...deltas]: BundleLines,
  { bundleSigner }: TrustFile,
  state: BundleState,
  { clock }: Environment,
): Promise<TrustBundle> {
  if (bundleSigner === undefined) throw untrusted()
  const { did, key: signer } = bundleSigner
  // Before anything is remembered: whoever has the key signs for the one DID that it was pinned for.
  assertIssuer(first, did)
  const options = { signer, state, now: clock(), purpose: 'live', deltas } as const
  return openTrustBundle(first, options)
}

function assertIssuer(token: string, did: string): void {
  let kid: unknown
  try {
    kid = decodeJws(token, { maxBytes: maxBundleBytes }).header.kid
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw new CredentialError('bundle_malformed', 'Not a proper trust bundle', { cause: error })
  }
  if (typeof kid !== 'string' || kid.split('#', 1)[0] !== did) throw untrusted()
}

function untrusted(): CredentialError {
  return new CredentialError('bundle_untrusted', 'Not signed by the pinned signer')
}
