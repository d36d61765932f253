import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

// Makes one archive that a laboratory unpacks and runs, with no network and nothing to install: Node, one bundled
// file, samples, calls in Java, and the docs. --unpacked leaves the folder instead; --try runs what was made.

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'out/lab') },
    unpacked: { type: 'boolean', default: false },
    try: { type: 'boolean', default: false },
  },
})
const platform = `${process.platform}-${process.arch}`
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'))
const name = `fidecura-lab-${version}-${platform}`
const out = resolve(process.env.INIT_CWD ?? process.cwd(), values.out)
const folder = join(out, name)

rmSync(folder, { recursive: true, force: true })
mkdirSync(join(folder, 'bin'), { recursive: true })
// Where none was installed with the project, the one that runs this.
const installed = join(root, `node_modules/node-${platform}`)
const node = existsSync(installed) ? installed : dirname(dirname(process.execPath))
putNode(join(node, 'bin/node'), join(folder, 'bin/node'))
const bundled = await bundle(join(folder, 'fidecura.mjs'))
write('fidecura', launcher(), 0o755)
write('LICENCES.txt', licences(bundled))
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
for (const language of ['', '.zh-CN'])
  write(`README${language}.md`, readMe(`docs/lab${language}.md`))
write('rehearse.sh', readFileSync(join(root, 'examples/lab-rehearsal/rehearse.sh')), 0o755)
cpSync(join(root, 'examples/lab-java'), join(folder, 'java'), { recursive: true })
run(join(folder, 'fidecura'), 'samples', 'make', '--out', join(folder, 'samples'))
write('SHA256SUMS', sums())
if (values.try) await tryOut(folder)
if (!values.unpacked) pack()

/** By the names that the two have in the archive. */
function readMe(source) {
  return readFileSync(join(root, source), 'utf8').replaceAll(
    /\(lab((?:\.zh-CN)?\.md)\)/g,
    '(README$1)',
  )
}

/** It is large: what stays on this disk shares it. */
function putNode(from, to) {
  try {
    if (!values.unpacked) throw new Error('Of its own')
    linkSync(realpathSync(from), to)
  } catch {
    copyFileSync(from, to)
    chmodSync(to, 0o755)
  }
}

/** Everything that the command needs in one file. */
async function bundle(outfile) {
  const { metafile } = await build({
    stdin: {
      contents: "import { runLabProcess } from '@fidecura/cli/lab'\nawait runLabProcess()\n",
      resolveDir: join(root, 'packages/cli'),
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['@fidecura/source'],
    // Packages in CommonJS ask for Node's own modules by this.
    banner: {
      js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
    },
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    // A native addon, for tokens that a laboratory has no use for: where it is asked for, it is missing.
    external: ['pkcs11js'],
  })
  return Object.keys(metafile.inputs)
}

function launcher() {
  return [
    '#!/bin/sh',
    '# Runs from wherever it was unpacked, also by a link to it, with the Node that lies beside it.',
    'here=$(dirname -- "$(readlink -f -- "$0")")',
    'exec "$here/bin/node" --no-warnings "$here/fidecura.mjs" "$@"',
    '',
  ].join('\n')
}

/** What others wrote, under their own terms. */
function licences(inputs) {
  const folders = new Set()
  for (const input of inputs) {
    const path = resolve(root, input.replace(/^\0/, ''))
    const [, found] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
    if (found !== undefined) folders.add(found)
  }
  const parts = [...folders].sort().map((each) => {
    const {
      name: title,
      version: which,
      license,
    } = JSON.parse(readFileSync(join(each, 'package.json'), 'utf8'))
    const file = readdirSync(each).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : readFileSync(join(each, file), 'utf8').trim()
    return `${title} ${which}: ${license}\n\n${text}`
  })
  parts.push(`Node.js\n\n${readFileSync(join(node, 'LICENSE'), 'utf8').trim()}`)
  return `${parts.join('\n\n--------\n\n')}\n`
}

function sums() {
  const lines = filesIn(folder)
    .map((path) => relative(folder, path))
    .sort()
    .map((path) => `${sha256(join(folder, path))}  ${path}`)
  return `${lines.join('\n')}\n`
}

function filesIn(below) {
  return readdirSync(below).flatMap((entry) => {
    const path = join(below, entry)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function pack() {
  const archive = `${folder}.tar.gz`
  run(
    'tar',
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--mode=a+rX',
    '--numeric-owner',
    '-czf',
    archive,
    '-C',
    out,
    name,
  )
  writeFileSync(`${archive}.sha256`, `${sha256(archive)}  ${name}.tar.gz\n`)
  rmSync(folder, { recursive: true })
  const megabytes = Math.round(statSync(archive).size / 1e6)
  console.log(`${archive}\n${megabytes} MB, sha256 ${sha256(archive)}`)
}

/** As a laboratory does, in an environment that knows nothing of this project. */
async function tryOut(place) {
  const env = { PATH: '/usr/bin:/bin' }
  const where = { cwd: place, env, stdio: ['ignore', 'pipe', 'inherit'] }
  run('sha256sum', '--check', '--quiet', '--strict', 'SHA256SUMS')
  const service = spawn(join(place, 'fidecura'), ['samples', 'serve', 'samples'], where)
  const ended = new Promise((done) => service.on('close', done))
  try {
    await new Promise((done, fail) => {
      service.stdout.once('data', done)
      service.once('close', () => fail(new Error('It did not begin to serve')))
    })
    run(join(place, 'fidecura'), 'samples', 'check', 'samples')
    if (existsSync('/usr/bin/java')) run('java', 'java/Samples.java', 'samples')
    else console.log('There is no Java on this machine: Samples.java was not tried')
  } finally {
    service.kill()
    await ended
  }
}

function write(file, text, mode = 0o644) {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error(`This step failed: ${command} ${args.join(' ')}`)
}
