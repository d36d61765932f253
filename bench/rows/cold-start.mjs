import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleDist } from '../../tools/bundle-dist.mjs'
import { median, middleHalf } from '../lib/measure.mjs'
import { issueOurs, ourName, ourType } from '../lib/our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'

const rounds = 15
// As tsc writes them, and as an application is deployed that bundles what it uses: no budget, yet good to know.
const inManyFiles = 'ours, a file for each module'
const inOneFile = 'ours, bundled into one file'
const most = 1.25

export const rows = [
  {
    operation: 'cold import and first verification, whole process, ES256',
    needs: {
      identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
      credentials: ['createVerifier', 'issueCredential'],
    },
    budget: {
      own: {
        text: `<= ${most}x a bare node:crypto script`,
        isMet: ({ ratioToBare }) => ratioToBare >= 1 / most,
      },
    },
    run: async (ours) => {
      const folder = mkdtempSync(join(tmpdir(), 'fidecura-bench-'))
      try {
        return await measureProcesses(ours, folder)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  },
]

async function measureProcesses(ours, folder) {
  const signer = await ours.identity.generateSigner({ method: 'key', algorithm: 'ES256' })
  const token = await issueOurs(ours, signer, 0)
  const input = { issuer: signer.did, jwk: signer.publicKey, type: ourType }
  const good = writeInput(folder, 'good.json', { ...input, token })
  const bad = writeInput(folder, 'bad.json', { ...input, token: alterSignature(token) })
  const scripts = {
    [ourName]: await asPublished(folder),
    bare: scriptOf('bare'),
    [inManyFiles]: scriptOf('ours'),
    [inOneFile]: await bundle(folder),
  }
  const names = Object.keys(scripts)
  for (const name of names) {
    await mustAccept(name, 'a good credential', () => start(scripts[name], good))
    await mustRefuse(name, 'an altered signature', () => start(scripts[name], bad))
  }
  const times = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]
      times[name].push(start(scripts[name], good))
    }
  }
  const ratiosTo = (name) => times[name].map((other, round) => other / times[ourName][round])
  const ratios = ratiosTo('bare')
  const line = (name) => ({
    name,
    microseconds: median(times[name]),
    opsPerSecond: 1e6 / median(times[name]),
    ...(name === ourName
      ? {}
      : { ratio: median(ratiosTo(name)), noise: middleHalf(ratiosTo(name)) }),
  })
  return {
    clock: 'user',
    opsPerSecond: 1e6 / median(times[ourName]),
    ratioToBare: median(ratios),
    ratioToPeers: {},
    measured: `${(1 / median(ratios)).toFixed(2)}x the bare script`,
    lines: names.map(line),
  }
}

function writeInput(folder, name, input) {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(input))
  return path
}

function scriptOf(name) {
  return fileURLToPath(new URL(`../cold/${name}.mjs`, import.meta.url))
}

/** Packages as they are packed, beside a copy of the script. */
async function asPublished(folder) {
  for (const name of ['base', 'identity', 'credentials']) {
    const from = fileURLToPath(new URL(`../../packages/${name}`, import.meta.url))
    const to = join(folder, 'node_modules/@fidecura', name)
    for (const part of ['package.json', 'dist']) {
      cpSync(join(from, part), join(to, part), { recursive: true })
    }
    await bundleDist(to)
  }
  cpSync(scriptOf('ours'), join(folder, 'ours.mjs'))
  return join(folder, 'ours.mjs')
}

async function bundle(folder) {
  const outfile = join(folder, 'bundle.mjs')
  const options = { bundle: true, format: 'esm', platform: 'node', target: 'node22' }
  await build({ entryPoints: [scriptOf('ours')], outfile, ...options, logLevel: 'error' })
  return outfile
}

/** @returns Microseconds of user CPU, from the start of the process to its last line. */
function start(script, input) {
  const { status, stdout } = spawnSync(process.execPath, [script, input], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0) throw new Error('The process did not verify')
  return JSON.parse(stdout).user
}
