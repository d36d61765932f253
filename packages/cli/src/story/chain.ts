import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Clock, JsonValue } from '@fidecura/base'
import type { Anchor } from '@fidecura/chain'
import type { Checkpoint, TreeHead } from '@fidecura/evidence'
import type { Hex } from 'viem'
import { expectThat } from './expect.ts'

/** A chain of one node on this machine, for as long as the story lasts. */
export interface StoryChain {
  /** Puts a contract there that lets one account anchor this log, and anchors its checkpoint. */
  anchor(checkpoint: Checkpoint, clock: Clock): Promise<void>
  read(origin: string): Promise<Anchor>
  /** All that anybody sees of it: what was sent, and what the contract said. */
  publicTraces(): Promise<{ readonly calldata: readonly Hex[]; readonly events: JsonValue }>
  stop(): Promise<void>
}

const chainId = 31_337

// Of a millisecond more each: five seconds in all.
const maxTurns = 100

/** @returns `undefined` where the program for a chain is not installed. */
export async function startChain(): Promise<StoryChain | undefined> {
  const program = programPath()
  if (program === undefined) return undefined
  const node = startNode(program)
  const stop = async (): Promise<void> => {
    const gone = node.exitCode === null && node.signalCode === null ? once(node, 'exit') : undefined
    node.stdin.end()
    await gone
  }
  try {
    const url = await urlOf(node)
    // It goes on to say what it does, which nobody reads, and must not wait for anybody who does.
    node.stdout.resume()
    return url === undefined ? undefined : { ...(await chainAt(url)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** It ends with this process, however that ends. */
function startNode(program: string): ChildProcessByStdio<Writable, Readable, null> {
  const keeper = fileURLToPath(new URL('../../bin/while-wanted.js', import.meta.url))
  const args = [keeper, program, '--port', '0', '--chain-id', String(chainId)]
  const node = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  node.on('error', () => undefined)
  node.stdin.on('error', () => undefined)
  return node
}

async function chainAt(url: string): Promise<Omit<StoryChain, 'stop'>> {
  // Opened only now: whoever runs another command has no use for them.
  const modules = [import('viem'), import('viem/accounts'), import('@fidecura/chain')] as const
  const [viem, accounts, ours] = await Promise.all(modules)
  const transport = viem.http(url, { retryCount: 0 })
  const chain = viem.defineChain({
    id: chainId,
    name: 'story',
    nativeCurrency: { name: 'ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  const client = viem
    .createTestClient({ chain, mode: 'anvil', transport })
    .extend(viem.publicActions)
  const newAccount = async () => {
    const account = accounts.privateKeyToAccount(accounts.generatePrivateKey())
    await client.setBalance({ address: account.address, value: 10n ** 19n })
    return account
  }
  const abi = ours.checkpointAnchorAbi
  let address: Hex = '0x'
  const reader = () =>
    ours.createAnchorReader({
      ...{ transports: [transport], quorum: 1, chainId, address },
      finality: { confirmations: 0 },
    })

  return {
    async anchor(checkpoint, clock) {
      const { origin } = checkpoint
      const [owner, publisher] = [await newAccount(), await newAccount()]
      const wallet = viem.createWalletClient({ account: owner, chain, transport })
      const mined = (hash: Hex) => client.waitForTransactionReceipt({ hash, pollingInterval: 5 })
      const bytecode = ours.checkpointAnchorBytecode
      const sent = await wallet.deployContract({ abi, bytecode, args: [owner.address] })
      const { contractAddress } = await mined(sent)
      expectThat(contractAddress !== null && contractAddress !== undefined, 'contract')
      address = contractAddress
      const args = [await ours.logIdOf(origin), publisher.address] as const
      await mined(await wallet.writeContract({ address, abi, functionName: 'setPublisher', args }))
      const newest = (): TreeHead => checkpoint
      const anchoring = ours.createAnchoring({
        ...{ origin, newest, account: publisher, transport, reader: reader(), chainId, address },
        ...{ clock, every: { entries: 1, seconds: 0 } },
      })
      let { final } = await anchoring.step()
      // A node takes its transaction into a block in its own time.
      for (let turn = 0; final !== checkpoint.size && turn < maxTurns; turn++) {
        await wait(turn)
        final = (await anchoring.step()).final
      }
      expectThat(final === checkpoint.size, 'final')
    },
    read: (origin) => reader().read(origin),
    async publicTraces() {
      const last = await client.getBlockNumber({ cacheTime: 0 })
      const calldata: Hex[] = []
      for (let blockNumber = 0n; blockNumber <= last; blockNumber++) {
        const block = await client.getBlock({ blockNumber, includeTransactions: true })
        calldata.push(...block.transactions.map(({ input }) => input))
      }
      const logs = await client.getLogs({ fromBlock: 0n, toBlock: last })
      return { calldata, events: logs.map(({ topics, data }) => ({ topics, data })) }
    },
  }
}

/** The program for this machine, which comes as a dependency of an optional package. */
function programPath(): string | undefined {
  const machine = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  try {
    const package_ = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
    const program = createRequire(package_).resolve(`@foundry-rs/anvil-${machine}/package.json`)
    return join(dirname(program), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
  } catch {
    return undefined
  }
}

/** @returns `undefined` where it does not run here. */
async function urlOf(node: { readonly stdout: Readable }): Promise<string | undefined> {
  for await (const line of createInterface(node.stdout)) {
    const [, port] = /Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port !== undefined) return `http://127.0.0.1:${port}`
  }
  return undefined
}
