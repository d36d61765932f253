import { readFileSync } from 'node:fs'

// What tells of a file of tests that takes long: it looks at apps, or starts programs. They wait half of their time.
const signs = [
  /\bwithChromium\(/,
  /\b(?:startProcess|startNode|runNode|serving|openForTest|showAll)\(|'story'/,
]

/**
 * Begins with the files that take longest: one that came last would keep the others waiting. By what is in them, and
 * not by how long they took the last time: a fresh clone knows nothing of that.
 */
export default class {
  sort(tests) {
    const ranked = tests.map((test) => {
      const text = readFileSync(test.path, 'utf8')
      const rank = signs.findIndex((sign) => sign.test(text))
      return { test, rank: rank === -1 ? signs.length : rank, length: text.length }
    })
    ranked.sort((one, other) => one.rank - other.rank || other.length - one.length)
    return ranked.map(({ test }) => test)
  }

  cacheResults() {}

  /** Which ones failed is not kept. */
  allFailedTests(tests) {
    return tests
  }

  shard(tests, { shardIndex, shardCount }) {
    return tests.filter((_, n) => n % shardCount === shardIndex - 1)
  }
}
