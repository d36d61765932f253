import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { allowLoopbackHttp, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { createHttpJsonRpc, type DidEthrNetwork, type HttpJsonRpcOptions } from '@fidecura/did-ethr'
import { ContractFactory, type HDNodeWallet, JsonRpcProvider, Wallet } from 'ethers'
import { EthereumDIDRegistry } from 'ethr-did-registry'
import { startProcess } from '../../../test/leftovers.ts'

/** A chain of our own with the registry on it, whose time is the test's. */
export interface TestChain {
  readonly url: string
  readonly network: DidEthrNetwork
  readonly provider: JsonRpcProvider
  /** When the newest block was made. */
  now(): Promise<EpochSeconds>
  /** Makes the next block one of this instant. */
  nextBlockAt(instant: number): Promise<void>
  /** Makes an empty block of this instant. */
  mineAt(instant: number): Promise<EpochSeconds>
  /** An account with enough to pay for transactions. */
  createAccount(): Promise<HDNodeWallet>
  /** Ends the process, by its id. */
  stop(): Promise<void>
}

const start = 1_800_000_000
export const chainId = 31337

export async function startChain(): Promise<TestChain> {
  const { process: node, url } = await startNode()
  try {
    return await prepare(node, url)
  } catch (error) {
    node.kill('SIGKILL')
    throw error
  }
}

async function prepare(node: ChildProcess, url: string): Promise<TestChain> {
  const provider = new JsonRpcProvider(url, chainId, { staticNetwork: true, cacheTimeout: -1 })
  provider.pollingInterval = 50
  const nextBlockAt = async (instant: number): Promise<void> => {
    await provider.send('evm_setNextBlockTimestamp', [instant])
  }
  const createAccount = async (): Promise<HDNodeWallet> => {
    const account = Wallet.createRandom(provider)
    await provider.send('anvil_setBalance', [account.address, '0xde0b6b3a7640000'])
    return account
  }
  const { abi, bytecode } = EthereumDIDRegistry
  const factory = new ContractFactory(abi, bytecode, await createAccount())
  const deployed = await (await factory.deploy()).waitForDeployment()
  const registry = (await deployed.getAddress()).toLowerCase()
  const rpc = rpcOf(url)
  const now = async (): Promise<EpochSeconds> =>
    epochSeconds((await provider.getBlock('latest'))?.timestamp)
  return {
    url,
    network: { name: 'dev', chainId, registry, rpc },
    provider,
    now,
    nextBlockAt,
    mineAt: async (instant) => {
      await nextBlockAt(instant)
      await provider.send('evm_mine', [])
      return now()
    },
    createAccount,
    stop: async () => {
      provider.destroy()
      const ended = once(node, 'exit')
      node.kill('SIGKILL')
      await ended
    },
  }
}

/** As an application asks it. */
export function rpcOf(
  url: string,
  options: Pick<HttpJsonRpcOptions, 'timeoutMs' | 'maxBytes'> = {},
) {
  const { origin } = new URL(url)
  return createHttpJsonRpc({ url, fetch, ...options, [allowLoopbackHttp]: [origin] })
}

async function startNode(): Promise<{ process: ChildProcess; url: string }> {
  const options = ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(chainId)]
  const child = startProcess(anvil(), [...options, '--timestamp', String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    const address = /^Listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1]
    if (address !== undefined) {
      // Else the node waits once the pipe is full.
      child.stdout.resume()
      return { process: child, url: `http://${address}` }
    }
  }
  throw new Error('anvil did not start')
}

/** The program comes with a package for each system, and without install scripts. */
function anvil(): string {
  const require = createRequire(import.meta.url)
  const its = createRequire(require.resolve('@foundry-rs/anvil/package.json'))
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const file = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  return its.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/bin/${file}`)
}
