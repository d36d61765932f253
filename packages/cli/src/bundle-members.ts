import { CodedError, type EpochSeconds } from '@fidecura/base'
import {
  createHttpStatusSource,
  type KeptStatusToken,
  type StatusSource,
  type TrustBundleContent,
} from '@fidecura/credentials'
import { type Environment, readInput, readToken } from './environment.ts'
import { inFile } from './located.ts'
import { readDidOption } from './options.ts'
import { createCommandResolver } from './resolver.ts'
import { createFolderStatusSource } from './status-folder.ts'

export interface BundleMemberOptions {
  readonly did?: readonly string[]
  readonly list?: readonly string[]
  readonly chain?: readonly string[]
  readonly statusDir?: string
}

/** All that a bundle carries. */
export type BundleMembers = Required<
  Pick<TrustBundleContent, 'documents' | 'lists' | 'histories' | 'chain'>
>

/**
 * Fetches and reads what the options name, each at the age that it has. What cannot be had stops it: a
 * bundle without it would leave places without network unable to tell.
 */
export async function collectMembers(
  options: BundleMemberOptions,
  now: EpochSeconds,
  environment: Environment,
): Promise<BundleMembers> {
  const { list: urls = [], statusDir } = options
  const dids = (options.did ?? []).map((text) => readDidOption(text, '--did'))
  const chain: string[] = []
  for (const path of options.chain ?? []) chain.push(await readToken(path, environment))
  const resolve = createCommandResolver(environment)
  const documents = []
  for (const did of dids)
    documents.push(await inFile('--did', () => resolve(did, { at: now, now })))
  const source =
    statusDir === undefined
      ? createHttpStatusSource({ fetch: environment.fetch })
      : createFolderStatusSource(statusDir, environment)
  const lists: KeptStatusToken[] = []
  const histories: KeptStatusToken[] = []
  for (const url of urls) {
    const request = { now, maxAgeSeconds: 60 }
    lists.push({ ...(await inFile('--list', () => source.list(url, request))), url })
    const history = await inFile('--list', () => historyOf(source, url, request))
    if (history !== undefined) histories.push({ ...history, url })
  }
  return { documents, lists, histories, chain }
}

/** A list whose issuer serves no history tells nothing about the past, and that is all. */
async function historyOf(
  source: StatusSource,
  url: string,
  request: Parameters<StatusSource['list']>[1],
): Promise<Omit<KeptStatusToken, 'url'> | undefined> {
  try {
    return await source.history?.(url, request)
  } catch (error) {
    if (CodedError.is(error) && error.code === 'status_history_unavailable') return undefined
    throw error
  }
}

/** A bundle or a delta. Lists of many credentials make them larger than other files. */
export async function readBundleFile(path: string, environment: Environment): Promise<string> {
  return new TextDecoder().decode(await readInput(path, environment, maxBundleBytes)).trim()
}

const maxBundleBytes = 33_554_432
