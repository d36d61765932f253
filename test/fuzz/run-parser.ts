import { inspect } from 'node:util'
import { CodedError } from '@fidecura/base'
import { leastCpuMs } from '../cpu.ts'
import { caseOf, type Grammar } from './mutate.ts'
import { canary } from './mutate-text.ts'
import { randomOf } from './random.ts'

/** One parser, and what valid input of it looks like. */
export interface Parser {
  readonly name: string
  readonly grammar: Grammar
  readonly samples: readonly [string | Uint8Array, ...(string | Uint8Array)[]]
  /** Must accept every sample. May refuse anything else by an error of ours, at once or later. */
  readonly parse: (input: Uint8Array) => unknown
}

/** What a case did that none may. */
interface Failure {
  readonly parser: string
  readonly seed: number
  readonly case: number
  readonly what: string
  /** In Base64: samples have other keys every time, so the seed alone makes a similar case. */
  readonly input: string
}

export interface ParserResult {
  readonly name: string
  readonly cases: number
  readonly accepted: number
  readonly refused: number
  /** Distinct codes that it refused with. */
  readonly codes: readonly string[]
  /** Of the slowest case: milliseconds of CPU, or of time where that was little enough. */
  readonly slowestMs: number
  readonly failures: readonly Failure[]
}

export interface RunOptions {
  readonly seed: number
  readonly cases: number
  /** The number of the first case, to see one again. */
  readonly first?: number
  readonly onProgress?: (done: number) => void
}

// Millions of errors are made here, and nobody looks where.
Error.stackTraceLimit = 2

const maxMs = 50
const maxFailures = 10

/** Gives a parser one input, and says what is wrong with how it ends. */
export async function tryInput(parser: Parser, input: Uint8Array): Promise<string> {
  const { error } = await outcomeOf(parser, input)
  return faultOf(error, await costOf(parser, input), true) ?? 'nothing is wrong'
}

/** Gives a parser many inputs that are nearly right, or not at all. */
export async function runParser(parser: Parser, options: RunOptions): Promise<ParserResult> {
  const { seed, cases, first = 0, onProgress } = options
  const [one, ...more] = parser.samples.map((sample) => Buffer.from(sample))
  const samples: [Uint8Array, ...Uint8Array[]] = [one as Uint8Array, ...more]
  const codes = new Set<string>()
  const failures: Failure[] = []
  let accepted = 0
  let slowestMs = 0
  for (const sample of samples) {
    const { error } = await outcomeOf(parser, sample)
    if (error !== undefined) throw new Error(`${parser.name} refuses a sample: ${inspect(error)}`)
  }
  for (let n = first; n < first + cases && failures.length < maxFailures; n++) {
    const random = randomOf(seed, parser.name, n)
    const input = caseOf(parser.grammar, samples, random)
    const { error, ms } = await outcomeOf(parser, input)
    // No case takes more CPU than time, and the clock is a hundred times cheaper to read.
    const slow = ms > maxMs ? await costOf(parser, input) : ms
    slowestMs = Math.max(slowestMs, slow)
    if (error === undefined) accepted++
    else if (CodedError.is(error)) codes.add(error.code)
    const what = faultOf(error, slow, random.once(20))
    if (what !== undefined) {
      const shown = Buffer.from(input).toString('base64')
      failures.push({ parser: parser.name, seed, case: n, what, input: shown })
    }
    if (n % 1000 === 999) onProgress?.(n + 1 - first)
  }
  const refused = cases - accepted
  return {
    name: parser.name,
    cases,
    accepted,
    refused,
    codes: [...codes].sort(),
    slowestMs,
    failures,
  }
}

interface CaseOutcome {
  /** `undefined`: none. */
  readonly error: unknown
  readonly ms: number
}

const none = Symbol('none')

async function outcomeOf(parser: Parser, input: Uint8Array): Promise<CaseOutcome> {
  let error: unknown = none
  const started = performance.now()
  try {
    const result = parser.parse(input)
    if (isThenable(result)) await result
  } catch (thrown) {
    error = thrown
  }
  const ms = performance.now() - started
  return { error: error === none ? undefined : (error ?? 'nothing was thrown'), ms }
}

/** Only a case that is always slow is slow. */
function costOf(parser: Parser, input: Uint8Array): Promise<number> {
  return leastCpuMs(() => outcomeOf(parser, input), { enoughMs: maxMs })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}

function faultOf(error: unknown, ms: number, thoroughly: boolean): string | undefined {
  if (ms > maxMs) return `took ${ms.toFixed(0)} ms of CPU`
  if (error === undefined) return undefined
  // The error itself is for whoever debugs; it may say anything.
  if (!CodedError.is(error))
    return `threw what is no error of ours: ${inspect(error).slice(0, 500)}`
  if (says(error, 0)) return `${error.code} says what it was given`
  if (thoroughly && inspect(error, { depth: 9, showHidden: true }).includes(canary)) {
    return `${error.code} shows what it was given`
  }
  return undefined
}

/** Cheaper than inspect, which the rarer look takes. */
function says(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.includes(canary)
  if (typeof value !== 'object' || value === null || depth > 5) return false
  return Reflect.ownKeys(value).some(
    (name) => says(String(name), depth) || says(Reflect.get(value, name), depth + 1),
  )
}
