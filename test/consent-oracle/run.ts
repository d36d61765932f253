import { parseArgs } from 'node:util'
import { compare } from './compare.ts'

// More pairs than the tests try, with another seed every time. A disagreement is printed with the
// smallest statements and request that show it, and ends with 1.

const { values } = parseArgs({ options: { pairs: { type: 'string' }, seed: { type: 'string' } } })
const pairs = Number(values.pairs ?? 100_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
try {
  console.log(JSON.stringify({ pairs, seed, seen: compare(pairs, seed) }))
} catch (error) {
  console.error(error instanceof Error ? `${error.message}\n${error.cause}` : error)
  process.exitCode = 1
}
