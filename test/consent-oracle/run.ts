import { parseArgs } from 'node:util'
import { type Compared, compare } from './compare.ts'
import { corpusCases } from './corpus-cases.ts'
import { randomCases } from './random-cases.ts'

// More pairs than the tests try, with another seed every time; half of them of random terms, half of what was
// published, if it is there. A disagreement is printed with the smallest statements and request that
// show it, and ends with 1.

const { values } = parseArgs({ options: { pairs: { type: 'string' }, seed: { type: 'string' } } })
const pairs = Number(values.pairs ?? 100_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const published = corpusCases()
const half = published.length === 0 ? 0 : Math.floor(pairs / 2)
let trying = 'random terms'
try {
  const seen = compare(randomCases, pairs - half, seed)
  const ofPublished: Record<string, Compared> = {}
  for (const [index, { name, cases }] of published.entries()) {
    trying = name
    ofPublished[name] = compare(cases, Math.ceil(half / published.length), seed + index)
  }
  console.log(JSON.stringify({ pairs, seed, seen, published: ofPublished }))
} catch (error) {
  console.error(trying, seed, error instanceof Error ? `${error.message}\n${error.cause}` : error)
  process.exitCode = 1
}
