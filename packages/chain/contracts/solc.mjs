#!/usr/bin/env node
// Lets forge use the compiler of the package `solc`, which runs in Node: forge would download another.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const solc = createRequire(import.meta.url)('solc')
if (process.argv.includes('--standard-json')) {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
} else {
  process.stdout.write(
    `solc, the solidity compiler\nVersion: ${solc.version().replace('Emscripten.clang', 'Linux.g++')}\n`,
  )
}
