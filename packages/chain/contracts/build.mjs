import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

// Compiles the contracts of packages/chain into what its client is made with. The same sources give the
// same bytes: --check compares them with what is committed, --test runs forge with the same compiler.

const folder = fileURLToPath(new URL('..', import.meta.url))
const contracts = join(folder, 'contracts')
const artefact = join(folder, 'src/checkpoint-anchor-artefact.ts')
const require = createRequire(join(folder, 'package.json'))

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean' },
    test: { type: 'boolean' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (options.help) {
  console.log('npm run contracts            compile, and write the artefact')
  console.log('npm run contracts -- --check  compile, and compare with the artefact')
  console.log('npm run contracts -- --test   run the tests of the contracts, gas and coverage')
  console.log('npm run contracts -- --test --write  write down what each test costs')
} else if (options.test) {
  process.exitCode = test()
} else if (options.check) {
  const isSame = compiled() === readFileSync(artefact, 'utf8')
  console.log(isSame ? 'the artefact is that of the sources' : 'the artefact is of other sources')
  process.exitCode = isSame ? 0 : 1
} else {
  writeFileSync(artefact, compiled())
}

function compiled() {
  const solc = require('solc')
  const input = {
    language: 'Solidity',
    sources: { 'CheckpointAnchor.sol': { content: read(join(contracts, 'CheckpointAnchor.sol')) } },
    settings: {
      optimizer: { enabled: true, runs: 10_000 },
      // Besu and older networks have no later instructions.
      evmVersion: 'paris',
      // Nothing of the machine that compiles goes into the bytes.
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const found = (path) => ({ contents: read(require.resolve(path)) })
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }))
  const problems = (output.errors ?? []).map(({ formattedMessage }) => formattedMessage)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const { abi, evm } = output.contracts['CheckpointAnchor.sol'].CheckpointAnchor
  const version = solc.version().replace(/\.Emscripten.*/, '')
  const source = `// Made by \`npm run contracts\` from contracts/CheckpointAnchor.sol with solc ${version}; not edited.

/** What the contract understands. */
export const checkpointAnchorAbi = ${literal(abi)} as const

/** What is sent to make one. */
export const checkpointAnchorBytecode = '0x${evm.bytecode.object}'
`
  return source
}

function read(path) {
  return readFileSync(path, 'utf8')
}

function literal(value) {
  return JSON.stringify(value, undefined, 2)
}

function test() {
  const binary = forgeBinary()
  if (binary === undefined) {
    console.log('skipped: forge has no program for this machine')
    return 0
  }
  const library = dirname(require.resolve('@openzeppelin/contracts/package.json'))
  const all = ['--root', contracts, '--use', join(contracts, 'solc.mjs'), '--offline']
  // Where the package really is: forge does not look behind the link that leads there.
  all.push('--remappings', `@openzeppelin/contracts/=${library}/`)
  const temporary = mkdtempSync(join(tmpdir(), 'fidecura-forge-'))
  process.on('exit', () => rmSync(temporary, { recursive: true }))
  const env = {
    ...process.env,
    FOUNDRY_ALLOW_PATHS: JSON.stringify([library]),
    FOUNDRY_OUT: join(temporary, 'out'),
    FOUNDRY_CACHE_PATH: join(temporary, 'cache'),
  }
  const run = (...args) =>
    spawnSync(binary, [...args, ...all], { stdio: 'inherit', env }).status ?? 1
  const fixed = ['--no-match-test', 'Fuzz|invariant', '--snap', join(contracts, 'gas.txt')]
  if (options.write) return run('snapshot', ...fixed)
  return run('test') || run('snapshot', '--check', ...fixed) || run('coverage')
}

/** Comes as a dependency of its own for each system; the package only finds it. */
function forgeBinary() {
  const machine = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  try {
    const here = createRequire(require.resolve('@foundry-rs/forge/package.json'))
    return join(dirname(here.resolve(`@foundry-rs/forge-${machine}/package.json`)), 'bin/forge')
  } catch {
    return undefined
  }
}
