import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  createTestClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  publicActions,
  type Transport,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { startProcess } from '../../../test/leftovers.ts'
import { checkpointAnchorAbi, checkpointAnchorBytecode } from '../src/checkpoint-anchor-artefact.ts'
import { logIdOf } from '../src/log-id.ts'

export const chainId = 31_337
const chain = defineChain({
  id: chainId,
  name: 'test',
  nativeCurrency: { name: 'ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

/** A real node on loopback, that makes a block when it is told to. */
async function startAnvil(more: readonly string[] = []) {
  const begin = (port: string) =>
    startProcess(programPath(), ['--port', port, '--no-mining', ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  let node = begin('0')
  const url = await listening(node)
  const transport: Transport = http(url, { retryCount: 0 })
  const client = createTestClient({ chain, mode: 'anvil', transport }).extend(publicActions)
  const newAccount = async () => {
    const account = privateKeyToAccount(generatePrivateKey())
    await client.setBalance({ address: account.address, value: 10n ** 19n })
    return account
  }
  return {
    url,
    transport,
    client,
    newAccount,
    walletOf: (account: Awaited<ReturnType<typeof newAccount>>) =>
      createWalletClient({ account, chain, transport }),
    stop: async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
      const gone = once(node, 'exit')
      node.kill(signal)
      await gone
    },
    /** At the address that it had. */
    restart: async () => {
      node = begin(new URL(url).port)
      await listening(node)
    },
  }
}

/** The contract on a chain of its own, with one log admitted. */
export async function anchored(origin: string, more: readonly string[] = []) {
  const anvil = await startAnvil(more)
  const [owner, publisher] = [await anvil.newAccount(), await anvil.newAccount()]
  const wallet = anvil.walletOf(owner)
  const send = async (hash: Promise<Hex>) => {
    const sent = await hash
    await anvil.client.mine({ blocks: 1 })
    return anvil.client.getTransactionReceipt({ hash: sent })
  }
  const { contractAddress } = await send(
    wallet.deployContract({
      abi: checkpointAnchorAbi,
      bytecode: checkpointAnchorBytecode,
      args: [owner.address],
    }),
  )
  if (contractAddress === null || contractAddress === undefined) throw new Error('not deployed')
  const address = contractAddress
  const call = { address, abi: checkpointAnchorAbi }
  const log = await logIdOf(origin)
  await send(
    wallet.writeContract({ ...call, functionName: 'setPublisher', args: [log, publisher.address] }),
  )
  // As on a chain that has been there for a while.
  await anvil.client.mine({ blocks: 10 })
  return { ...anvil, owner, publisher, address, log, send, call }
}

/** The program for this machine, which comes as a dependency of the package `anvil`. */
function programPath(): string {
  const require = createRequire(import.meta.url)
  const machine = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const here = createRequire(require.resolve('@foundry-rs/anvil/package.json'))
  return join(dirname(here.resolve(`@foundry-rs/anvil-${machine}/package.json`)), 'bin', 'anvil')
}

async function listening(node: ChildProcess): Promise<string> {
  if (node.stdout === null) throw new Error('no output')
  for await (const line of createInterface(node.stdout)) {
    const [, port] = /Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port !== undefined) {
      node.stdout.resume()
      return `http://127.0.0.1:${port}`
    }
  }
  throw new Error('The node stopped')
}
