import { DidEthrError } from './errors.ts'

/** A block, as far as we look at it. */
export interface Block {
  readonly number: number
  readonly hash: string
  /** Seconds since the epoch, as the block's maker says. */
  readonly timestamp: number
}

/** One event of the registry, as the node tells it. */
export interface EventLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockNumber: number
  readonly blockHash: string
  readonly logIndex: number
}

/** @throws {@link DidEthrError} `node_answer_malformed`, as each function of this file. */
export function parseBlock(answer: unknown): Block {
  return {
    number: parseQuantity(member(answer, 'number')),
    hash: parseHex(member(answer, 'hash'), 32),
    timestamp: parseQuantity(member(answer, 'timestamp')),
  }
}

export function parseLogs(answer: unknown): readonly EventLog[] {
  if (!Array.isArray(answer) || answer.length > maxLogs) throw malformed()
  return answer.map((entry: unknown) => {
    const topics = member(entry, 'topics')
    // A log that a reorganisation took back is no event.
    if (member(entry, 'removed') === true || !Array.isArray(topics) || topics.length > 4) {
      throw malformed()
    }
    return {
      address: parseHex(member(entry, 'address'), 20),
      topics: topics.map((topic: unknown) => parseHex(topic, 32)),
      data: parseHex(member(entry, 'data')),
      blockNumber: parseQuantity(member(entry, 'blockNumber')),
      blockHash: parseHex(member(entry, 'blockHash'), 32),
      logIndex: parseQuantity(member(entry, 'logIndex')),
    }
  })
}

/** A number as JSON-RPC of Ethereum writes it; one that is not safe to count with is refused. */
export function parseQuantity(value: unknown): number {
  if (typeof value === 'string' && /^0x(?:0|[1-9a-f][\da-f]{0,13})$/i.test(value)) {
    const number = Number.parseInt(value.slice(2), 16)
    if (Number.isSafeInteger(number)) return number
  }
  throw malformed()
}

/** A word of the ABI that holds a block number. */
export function parseWord(value: unknown): number {
  const word = parseHex(value, 32)
  return parseQuantity(`0x${word.slice(2).replace(/^0+(?=.)/, '')}`)
}

/** Lower case. */
function parseHex(value: unknown, bytes?: number): string {
  if (typeof value === 'string' && /^0x(?:[\da-f]{2})*$/i.test(value)) {
    if (bytes === undefined || value.length === 2 + 2 * bytes) return value.toLowerCase()
  }
  throw malformed()
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
    // Older nodes leave this one out.
    if (name === 'removed') return undefined
    throw malformed()
  }
  return (value as Readonly<Record<string, unknown>>)[name]
}

// Of one account in one block: more than any block has room for.
const maxLogs = 10_000

function malformed(): DidEthrError {
  return new DidEthrError('node_answer_malformed', 'Not what the method answers with', {
    outcome: 'unknown',
  })
}
