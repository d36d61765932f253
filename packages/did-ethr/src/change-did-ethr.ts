import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Did, DidDocument, DidUrl, PublicJwk } from '@fidecura/identity'
import type { Signer as EthersSigner } from 'ethers'
import { EthrDidController } from 'ethr-did-resolver'
import { parseDidEthr } from './did-ethr-name.ts'
import { DidEthrError } from './errors.ts'
import { attributeOf, type DidEthrKeyUse } from './key-attribute.ts'
import { type DidEthrNetwork, isAddress, knownNetwork } from './network.ts'
import { withinTime } from './within-time.ts'

/** Who changes a did:ethr, and where. */
export interface ChangeDidEthrOptions {
  readonly network: DidEthrNetwork
  /**
   * The account that owns the DID, as a signer of ethers with a provider. It sends the transaction and pays
   * for it. A wallet of another library becomes one by `BrowserProvider` of ethers. Nothing of it is kept.
   */
  readonly owner: EthersSigner
  /** Until the change is in a block. Default 120,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Where a change stands. */
export interface DidEthrChange {
  readonly transactionHash: string
  readonly blockNumber: number
  /** Since when it holds. */
  readonly changedAt: EpochSeconds
}

/** Which key, and for how long. */
export interface AddDidEthrKeyOptions extends ChangeDidEthrOptions {
  readonly publicKey: PublicJwk
  /** Whole seconds from the block that notes it. No default: a key is as dangerous as its term is long. */
  readonly validForSeconds: number
  /** Default `assertion`. */
  readonly use?: DidEthrKeyUse
}

/**
 * Adds a key of any algorithm that our signers have. Its id is `#delegate-` and a number that nobody knows
 * before the block: read it with {@link didEthrKeyId}.
 *
 * @throws {@link DidEthrError} `attribute_malformed`, and as {@link rotateDidEthrOwner}.
 */
export async function addDidEthrKey(
  did: Did,
  { publicKey, validForSeconds, use = 'assertion', ...options }: AddDidEthrKeyOptions,
): Promise<DidEthrChange> {
  // More is beyond the year 9999 whenever it begins.
  if (!Number.isSafeInteger(validForSeconds) || validForSeconds < 1 || validForSeconds > 2 ** 38) {
    throw new DidEthrError(
      'attribute_malformed',
      'Not a number of seconds that a key can be valid for',
    )
  }
  const { name, value } = attributeOf(publicKey, use)
  return change(did, options, (controller) => controller.setAttribute(name, value, validForSeconds))
}

/** The key, as it was added. */
export interface RevokeDidEthrKeyOptions extends ChangeDidEthrOptions {
  readonly publicKey: PublicJwk
  /** What it was added for. Default `assertion`. Another use is another entry, and stays. */
  readonly use?: DidEthrKeyUse
}

/**
 * Takes a key away from the block on that notes it. What it signed before verifies as of then.
 *
 * @throws {@link DidEthrError} as {@link rotateDidEthrOwner}. A key that is absent is no error: the registry keeps none.
 */
export async function revokeDidEthrKey(
  did: Did,
  { publicKey, use = 'assertion', ...options }: RevokeDidEthrKeyOptions,
): Promise<DidEthrChange> {
  const { name, value } = attributeOf(publicKey, use)
  return change(did, options, (controller) => controller.revokeAttribute(name, value))
}

/** Who owns the DID from then on. */
export interface RotateDidEthrOwnerOptions extends ChangeDidEthrOptions {
  /** An address, in lower case or with its checksum. */
  readonly newOwner: string
}

/**
 * Hands the DID to another account. Its keys stay, and are the new owner's to revoke.
 *
 * @throws {@link DidEthrError} `network_malformed`; `owner_wrong`: the DID is not this account's, or nobody's to
 *   be; `transaction_refused`; `chain_id_wrong`, `node_error` (unknown, and nothing was sent); `node_timeout`,
 *   `transaction_unsettled` (unknown: look at the chain before trying again). IdentityError `did_malformed`, BaseError `aborted` (unknown).
 */
export async function rotateDidEthrOwner(
  did: Did,
  { newOwner, ...options }: RotateDidEthrOwnerOptions,
): Promise<DidEthrChange> {
  if (!isAddress(newOwner) || newOwner === nobody) {
    throw new DidEthrError('owner_wrong', 'Not the address of an account')
  }
  return change(did, options, (controller) => controller.changeOwner(newOwner))
}

/**
 * Gives a DID up for good. Resolvers refuse it from that block on, whatever is noted after.
 *
 * @throws {@link DidEthrError} as {@link rotateDidEthrOwner}.
 */
export async function deactivateDidEthr(
  did: Did,
  options: ChangeDidEthrOptions,
): Promise<DidEthrChange> {
  return change(did, options, (controller) => controller.changeOwner(nobody))
}

/** Under which id a did:ethr lists a key; `undefined`: not at all. */
export function didEthrKeyId(
  { id: did, verificationMethods }: DidDocument,
  { crv, x, y }: PublicJwk,
): DidUrl | undefined {
  return verificationMethods.find(
    ({ controller, publicKey: key }) =>
      controller === did && key?.crv === crv && key.x === x && key.y === y,
  )?.id
}

// The registry reads it as no owner, and then as the first again; resolvers read it as the end.
const nobody = '0x0000000000000000000000000000000000000000'

async function change(
  did: Did,
  { network, owner, timeoutMs = 120_000, signal }: ChangeDidEthrOptions,
  send: (controller: EthrDidController) => Promise<Receipt>,
): Promise<DidEthrChange> {
  const { chainId, registry } = knownNetwork(network)
  const { address } = parseDidEthr(did)
  // Its types are those of the other build of ethers; what is called is the same.
  type Theirs = ConstructorParameters<typeof EthrDidController>
  const signer = owner as unknown as Theirs[2]
  const provider = owner.provider as unknown as Theirs[4]
  if (provider === null) throw unreadable()
  const controller = new EthrDidController(did, undefined, signer, '', provider, '', registry)
  return withinTime({ timeoutMs, signal }, async (limit) => {
    await assertOwner({ owner, controller, address, chainId })
    // Whoever stopped waiting does not expect anything to be sent any more.
    if (limit.aborted) throw unreadable()
    const { hash, blockNumber } = await settled(() => send(controller))
    const block = await settled(() => owner.provider?.getBlock(blockNumber))
    return {
      transactionHash: hash,
      blockNumber,
      changedAt: epochSeconds(block.timestamp),
    }
  })
}

/** What of a receipt is told. */
interface Receipt {
  readonly hash: string
  readonly blockNumber: number
}

interface Ownership {
  readonly owner: EthersSigner
  readonly controller: EthrDidController
  readonly address: string
  readonly chainId: number
}

/** A transaction of anybody else would fail on the chain, and cost its fee there. */
async function assertOwner({ owner, controller, address, chainId }: Ownership): Promise<void> {
  const connected = await settled(() => owner.provider?.getNetwork(), unreadable)
  if (connected.chainId !== BigInt(chainId)) {
    throw new DidEthrError('chain_id_wrong', 'The wallet is on another chain', {
      outcome: 'unknown',
    })
  }
  const [account, proven] = await settled(
    async () => [await owner.getAddress(), await controller.getOwner(address)],
    unreadable,
  )
  if (account?.toLowerCase() !== proven?.toLowerCase()) {
    throw new DidEthrError('owner_wrong', 'The account does not own the DID')
  }
}

/** What ethers says quotes transactions and addresses of nodes; of it only the kind goes on. */
async function settled<T>(
  act: () => Promise<T | null> | undefined,
  otherwise: () => DidEthrError = unsettled,
): Promise<NonNullable<T>> {
  let done: T | null | undefined
  try {
    done = await act()
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown }
    if (code === 'CALL_EXCEPTION' || code === 'ACTION_REJECTED' || code === 'INSUFFICIENT_FUNDS') {
      throw new DidEthrError('transaction_refused', 'The chain or the wallet refused')
    }
  }
  if (done !== null && done !== undefined) return done
  throw otherwise()
}

function unsettled(): DidEthrError {
  return new DidEthrError('transaction_unsettled', 'Not seen on the chain', { outcome: 'unknown' })
}

/** Before anything is sent, so that nobody has to look for it on the chain. */
function unreadable(): DidEthrError {
  return new DidEthrError('node_error', 'The chain could not be read, and nothing was sent', {
    outcome: 'unknown',
  })
}
