import type { ServerResponse } from 'node:http'
import { BaseError, type EpochSeconds } from '@fidecura/base'
import {
  addDidEthrKey,
  createDidEthrResolver,
  type DidEthrNetwork,
  type DidEthrResolverOptions,
  didEthrOf,
} from '@fidecura/did-ethr'
import { type Did, generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { leastCpuMs } from '../../../test/cpu.ts'
import { rpcOf, startChain, type TestChain } from './chain.ts'
import { type Exchange, type LyingNode, startLyingNode } from './lying-node.ts'

let chain: TestChain
let node: LyingNode
let network: DidEthrNetwork
/** Of three keys, added in three blocks. */
let did: Did
let other: Did
let now: EpochSeconds
let blocks: readonly number[]

beforeAll(async () => {
  chain = await startChain()
  node = await startLyingNode(chain.url)
  network = { ...chain.network, rpc: rpcOf(node.url) }
  const [owner, stranger] = [await chain.createAccount(), await chain.createAccount()]
  did = didEthrOf(owner.address, network)
  other = didEthrOf(stranger.address, network)
  const add = async (name: Did, account: typeof owner) => {
    const { publicKey } = await generateSigner()
    const options = { network: chain.network, owner: account, publicKey, validForSeconds: 9_000 }
    return (await addDidEthrKey(name, options)).blockNumber
  }
  blocks = [await add(did, owner), await add(did, owner), await add(did, owner)]
  await add(other, stranger)
  now = await chain.now()
})
afterAll(async () => {
  await node.close()
  await chain.stop()
})
beforeEach(() => node.lie(() => undefined))

const hex = (number: number): string => `0x${number.toString(16)}`
const word = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`

function resolve(options: Partial<DidEthrResolverOptions> = {}, signal?: AbortSignal) {
  const resolver = createDidEthrResolver({ networks: [network], ...options })
  return resolver(did, { at: now, now, signal })
}

/** Why it could not be found out. */
async function reasonOf(resolution: Promise<unknown>): Promise<unknown> {
  const error = await resolution.then(
    () => 'resolved',
    (thrown) => thrown,
  )
  expect(error).toMatchObject({
    name: 'IdentityError',
    code: 'did_unreachable',
    outcome: 'unknown',
  })
  return (error as { readonly cause?: { readonly code: string } }).cause?.code
}

/** Changes the logs of one of the three blocks. */
const logsOf =
  (index: number, change: (logs: Record<string, unknown>[]) => unknown) =>
  ({ method, params, result }: Exchange) => {
    const [filter] = params as [{ readonly fromBlock?: string }]
    const meant = method === 'eth_getLogs' && filter.fromBlock === hex(blocks[index] ?? 0)
    return meant ? change(result) : undefined
  }

const blockOf =
  (index: number, change: Record<string, unknown>) =>
  ({ method, params, result }: Exchange) =>
    method === 'eth_getBlockByNumber' && params[0] === hex(blocks[index] ?? 0)
      ? { ...result, ...change }
      : undefined

const answering =
  (wanted: string, change: (result: never) => unknown, name?: string) =>
  ({ method, params, result }: Exchange) =>
    method === wanted && (name === undefined || params[0] === name)
      ? change(result as never)
      : undefined

describe('createDidEthrResolver with a node that lies', () => {
  test('believes it where it passes everything on', async () => {
    const { document } = await resolve()
    expect(document.verificationMethods).toHaveLength(4)
  })

  const headOf = (change: Record<string, unknown>) =>
    answering('eth_getBlockByNumber', (head: object) => ({ ...head, ...change }), 'latest')

  test.each<[string, string, () => (exchange: Exchange) => unknown]>([
    ['is on another chain', 'chain_id_wrong', () => answering('eth_chainId', () => '0x1')],
    [
      'says a chain id that is no number',
      'node_answer_malformed',
      () => answering('eth_chainId', () => 'dev'),
    ],
    [
      'stands still, and so shows no revocation',
      'node_behind',
      () => headOf({ timestamp: hex(now - 301) }),
    ],
    [
      'is ahead of the present',
      'node_answer_inconsistent',
      () => headOf({ timestamp: hex(now + 61) }),
    ],
    ['has no blocks', 'node_answer_malformed', () => answering('eth_getBlockByNumber', () => 7)],
    [
      'counts in numbers that are not safe to count with',
      'node_answer_malformed',
      () => headOf({ number: '0x20000000000000' }),
    ],
    [
      'has no registry at the address',
      'node_answer_inconsistent',
      () => answering('eth_call', () => '0x'),
    ],
    [
      'points to a block that is to come',
      'node_answer_inconsistent',
      () => answering('eth_call', () => word(1_000)),
    ],
    [
      'points to a block beyond all counting',
      'node_answer_malformed',
      () => answering('eth_call', () => `0x${'f'.repeat(64)}`),
    ],
    [
      'points to a block where nothing happened',
      'node_answer_inconsistent',
      () => answering('eth_call', () => word(1)),
    ],
    [
      'hides the events of a block in the middle',
      'node_answer_inconsistent',
      () => logsOf(1, () => []),
    ],
    [
      'tells the events of another account',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, topics: topicsOf(log, other) }))),
    ],
    [
      'tells the events of another contract',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, address: `0x${'9'.repeat(40)}` }))),
    ],
    [
      'tells events of another block',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, blockNumber: '0x1' }))),
    ],
    [
      'tells events of a block that was replaced',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, blockHash: word(1) }))),
    ],
    [
      'tells events that were taken back',
      'node_answer_malformed',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, removed: true }))),
    ],
    [
      'tells one event twice',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => [...logs, ...logs]),
    ],
    [
      'tells one of several events twice',
      'node_answer_inconsistent',
      () =>
        logsOf(2, (logs) => {
          const second = { ...withPrevious(logs[0] ?? {}, blocks[2] ?? 0), logIndex: '0x9' }
          return [...logs, second, second]
        }),
    ],
    [
      'tells events with a third topic',
      'node_answer_inconsistent',
      () => logsOf(2, ([log]) => [{ ...log, topics: [...topicsOf(log ?? {}, did), word(1)] }]),
    ],
    [
      'adds a second event to a block that does not follow the first',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => [...logs, { ...logs[0], logIndex: '0x9' }]),
    ],
    [
      'leaves out the first event of two: the second names its own block',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => withPrevious(log, blocks[2] ?? 0))),
    ],
    [
      'goes on for ever',
      'node_answer_inconsistent',
      () => logsOf(0, (logs) => logs.map((log) => withPrevious(log, blocks[2] ?? 0))),
    ],
    [
      'makes up events of another kind',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, topics: [word(1), topicOf(did)] }))),
    ],
    [
      'cuts events off',
      'node_answer_inconsistent',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, data: '0x00' }))),
    ],
    [
      'tells of a key that lies outside of its event',
      'node_answer_inconsistent',
      () =>
        logsOf(2, (logs) =>
          logs.map((log) => ({ ...log, data: String(log['data']).slice(0, 258) })),
        ),
    ],
    [
      'says words for bytes',
      'node_answer_malformed',
      () => logsOf(2, (logs) => logs.map((log) => ({ ...log, data: '0xno' }))),
    ],
    ['says an object for a list', 'node_answer_malformed', () => logsOf(2, () => ({ length: 1 }))],
    [
      'puts an older change later in time, which would undo a revocation',
      'node_answer_inconsistent',
      () => blockOf(1, { timestamp: hex(now + 1) }),
    ],
    [
      'answers with another block than asked for',
      'node_answer_inconsistent',
      () => blockOf(1, { number: '0x1' }),
    ],
  ])('refuses one that %s', async (_, reason, story) => {
    node.lie(story())
    expect(await reasonOf(resolve())).toBe(reason)
  })

  test('refuses one with two newest blocks of one number', async () => {
    const { document } = await createDidEthrResolver({ networks: [network] })(other, {
      at: now,
      now,
    })
    expect(document.verificationMethods).toHaveLength(2)
    node.lie(({ method, params, result }) => {
      if (method === 'eth_getLogs') return [{ ...result[0], blockHash: word(7) }]
      const asked = method === 'eth_getBlockByNumber' && params[0] !== 'latest'
      return asked ? { ...result, hash: word(7) } : undefined
    })
    const resolver = createDidEthrResolver({ networks: [network] })
    expect(await reasonOf(resolver(other, { at: now, now }))).toBe('node_answer_inconsistent')
  })

  test('reads no more events than the limit', async () => {
    await expect(resolve({ maxEvents: 2 })).rejects.toMatchObject({
      code: 'did_log_too_large',
      outcome: 'failed',
    })
    await expect(resolve({ maxEvents: 3 })).resolves.toBeDefined()
  })

  test('stops at the limit where every block names one before it', async () => {
    const head = 1_000_000
    const template = await lastLog()
    node.lie(({ method, params, result }) => {
      if (method === 'eth_call') return word(head - 1)
      if (method === 'eth_getLogs') {
        const { fromBlock } = params[0] as { readonly fromBlock: string }
        const data = withPrevious(template, Number(fromBlock) - 1)['data']
        const topics = topicsOf(template, did)
        return [{ ...template, data, topics, blockNumber: fromBlock, blockHash: word(7) }]
      }
      if (method !== 'eth_getBlockByNumber') return undefined
      const number = params[0] === 'latest' ? hex(head) : params[0]
      return { ...result, number, hash: word(7), timestamp: hex(now) }
    })
    await expect(resolve({ maxEvents: 50 })).rejects.toMatchObject({ code: 'did_log_too_large' })
    expect(node.asked()).toBeLessThan(110)
  })
})

describe('createDidEthrResolver for a DID whose owner writes much into the registry', () => {
  /** The first change of the DID is one attribute of so many bytes; the others are as they are. */
  const holding = (name: string, bytes: number) => {
    const words = [Buffer.from(name).toString('hex').padEnd(64, '0'), word(128), word(now + 900)]
    const value = 'ff'.repeat(bytes).padEnd(Math.ceil(bytes / 32) * 64, '0')
    const data = [...words, word(0), word(bytes)].map((one) => one.replace('0x', '')).join('')
    node.lie(logsOf(0, ([log]) => [{ ...log, data: `0x${data}${value}` }]))
    return resolve()
  }
  const refused = { code: 'did_log_too_large', outcome: 'failed' }
  const key = 'did/pub/Ed25519/veriKey/base58'

  test('takes a key of some length, and more of what is no key', async () => {
    await expect(holding(key, 800)).resolves.toBeDefined()
    await expect(holding('did/svc/Files', 60_000)).resolves.toBeDefined()
  })

  test('refuses a key longer than any, in no time', async () => {
    const refuse = async () => {
      await expect(holding(key, 40_000)).rejects.toMatchObject(refused)
      await expect(holding(key, 1_024)).rejects.toMatchObject(refused)
    }
    // Written in base58, the first would take four seconds.
    expect(await leastCpuMs(refuse, { attempts: 3, enoughMs: 2000 })).toBeLessThan(2000)
  })

  test('refuses more bytes than anybody should have to read', async () => {
    await expect(holding('did/svc/Files', 65_536)).rejects.toMatchObject(refused)
  })
})

describe('createDidEthrResolver with a node that does not answer', () => {
  const reply =
    (text: string, status = 200) =>
    (response: ServerResponse) =>
      void response.writeHead(status).end(text)

  test.each<[string, string, (response: ServerResponse) => void]>([
    ['HTML', 'node_answer_malformed', reply('<html>')],
    ['members named twice', 'node_answer_malformed', reply('{"id":1,"id":1}')],
    [
      'the answer to another request',
      'node_answer_malformed',
      reply(rpcAnswer({ id: 2, result: '0x1' })),
    ],
    ['another protocol', 'node_answer_malformed', reply('{"id":1,"result":"0x7a69"}')],
    ['no result', 'node_answer_malformed', reply(rpcAnswer({}))],
    ['an error', 'node_error', reply(rpcAnswer({ error: { code: -32000, message: 'key abc' } }))],
    ['a redirect', 'http_redirect_refused', reply('', 302)],
    ['a fault', 'http_status', reply('', 500)],
    ['more bytes than the limit', 'http_too_large', reply('1'.repeat(2_000_000))],
  ])('does not take %s for a document', async (_, reason, say) => {
    node.answer(say)
    expect(await reasonOf(resolve())).toBe(reason)
  })

  test('waits no longer than its limit, for each answer and for all', async () => {
    node.answer(() => undefined)
    const hurried = { ...network, rpc: rpcOf(node.url, { timeoutMs: 50 }) }
    expect(await reasonOf(resolve({ networks: [hurried] }))).toBe('http_timeout')
    expect(await reasonOf(resolve({ timeoutMs: 50 }))).toBe('node_timeout')
    const deaf = { ...network, rpc: () => new Promise<never>(() => undefined) }
    expect(await reasonOf(resolve({ networks: [deaf], timeoutMs: 50 }))).toBe('node_timeout')
  })

  test('stops when the caller does', async () => {
    node.answer(() => undefined)
    const aborting = AbortSignal.timeout(50)
    const stopped = { code: 'aborted', outcome: 'unknown' }
    await expect(resolve({}, aborting)).rejects.toMatchObject(stopped)
    await expect(resolve({}, AbortSignal.abort())).rejects.toMatchObject(stopped)
  })

  test('takes nothing but the stop of its caller for one', async () => {
    const stopping = new BaseError('aborted', 'Stopped', { outcome: 'unknown' })
    const nervous = { ...network, rpc: () => Promise.reject(stopping) }
    expect(await reasonOf(resolve({ networks: [nervous] }))).toBe('aborted')
  })

  test('reads JSON-RPC 2.0 alone', async () => {
    node.answer(reply('{"id":1,"result":"0x7a69"}'))
    const call = { method: 'eth_chainId', params: [] }
    const { signal } = new AbortController()
    await expect(rpcOf(node.url)(call, { signal })).rejects.toMatchObject({
      code: 'node_answer_malformed',
    })
  })

  test('takes no longer answer than the caller allows', async () => {
    const call = { method: 'eth_chainId', params: [] }
    const { signal } = new AbortController()
    const answer = rpcAnswer({ result: '0x7a69' })
    node.answer(reply(answer))
    const exact = rpcOf(node.url, { maxBytes: answer.length })
    await expect(exact(call, { signal })).resolves.toBe('0x7a69')
    const short = rpcOf(node.url, { maxBytes: answer.length - 1 })
    await expect(short(call, { signal })).rejects.toMatchObject({ code: 'http_too_large' })
  })

  test('tells a node that is down from a DID that is wrong', async () => {
    const down = await startLyingNode(chain.url)
    await down.close()
    const networks = [{ ...network, rpc: rpcOf(down.url) }]
    expect(await reasonOf(resolve({ networks }))).toBe('http_unreachable')
  })

  test('says nothing of what a provider of others says', async () => {
    const leaking = { ...network, rpc: () => Promise.reject(new Error('https://node/key=canary')) }
    const error: unknown = await resolve({ networks: [leaking] }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary')
  })
})

test('asks for a loopback node only where the door was opened', async () => {
  const { createHttpJsonRpc } = await import('@fidecura/did-ethr')
  const closed = { ...network, rpc: createHttpJsonRpc({ url: node.url, fetch }) }
  expect(await reasonOf(resolve({ networks: [closed] }))).toBe('http_url_refused')
})

async function lastLog(): Promise<Record<string, unknown>> {
  const block = hex(blocks[2] ?? 0)
  const filter = { address: network.registry, fromBlock: block, toBlock: block }
  const [log] = await chain.provider.send('eth_getLogs', [filter])
  return log
}

function rpcAnswer(members: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, ...members })
}

function topicOf(name: Did): string {
  return `0x${name.slice(-40).toLowerCase().padStart(64, '0')}`
}

function topicsOf({ topics }: Record<string, unknown>, name: Did): readonly unknown[] {
  return [(topics as readonly string[])[0], topicOf(name)]
}

/** The last of the four words before the value. */
function withPrevious(log: Record<string, unknown>, block: number): Record<string, unknown> {
  const data = String(log['data'])
  return { ...log, data: data.slice(0, 2 + 3 * 64) + word(block).slice(2) + data.slice(2 + 4 * 64) }
}
