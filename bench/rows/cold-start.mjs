import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, middleHalf } from '../lib/measure.mjs'
import { issueOurs, ourName, ourType } from '../lib/our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'

const rounds = 15
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
  for (const name of [ourName, 'bare']) {
    await mustAccept(name, 'a good credential', () => start(name, good))
    await mustRefuse(name, 'an altered signature', () => start(name, bad))
  }
  const times = { [ourName]: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [ourName, 'bare'] : ['bare', ourName]
    for (const name of order) times[name].push(start(name, good))
  }
  const ratios = times.bare.map((bare, round) => bare / times[ourName][round])
  const line = (name) => ({
    name,
    microseconds: median(times[name]),
    opsPerSecond: 1e6 / median(times[name]),
  })
  return {
    clock: 'user',
    opsPerSecond: 1e6 / median(times[ourName]),
    ratioToBare: median(ratios),
    ratioToPeers: {},
    measured: `${(1 / median(ratios)).toFixed(2)}x the bare script`,
    lines: [line(ourName), { ...line('bare'), ratio: median(ratios), noise: middleHalf(ratios) }],
  }
}

function writeInput(folder, name, input) {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(input))
  return path
}

/** @returns Microseconds of user CPU, from the start of the process to its last line. */
function start(name, input) {
  const script = fileURLToPath(new URL(`../cold/${name}.mjs`, import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, [script, input], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0) throw new Error('The process did not verify')
  return JSON.parse(stdout).user
}
