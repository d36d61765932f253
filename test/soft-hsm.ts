import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, test } from '@jest/globals'

/** A software token store, with tokens of its own in a folder of its own. */
export interface SoftHsm {
  /** Path of the library. */
  readonly library: string
  readonly config: string
  /** Where the tokens are files. */
  readonly tokens: string
  /** Sets a token up, and says its serial number. */
  initToken(label: string, pin: string): string
}

/**
 * Defines tests that need SoftHSM2 and the native addon of `pkcs11js`, which it builds once. Where one
 * of them can be neither found nor made, a single skipped test says so by name, and `tools/check.mjs`
 * lists it.
 *
 * @param name - What is tested, or skipped, for people.
 */
export function withSoftHsm(name: string, define: (hsm: SoftHsm) => void): void {
  const library = libraryPath() ?? (installSoftHsm() ? libraryPath() : undefined)
  if (library === undefined) {
    test.skip(`skipped: ${name}: no libsofthsm2.so`, () => undefined)
  } else if (!buildAddon()) {
    test.skip(`skipped: ${name}: pkcs11js was not built; is there a C++ compiler?`, () => undefined)
  } else {
    describe(name, () => {
      const hsm = newSoftHsm(library)
      beforeAll(() => setVariable('SOFTHSM2_CONF', hsm.config))
      define(hsm)
      afterAll(() => rmSync(dirname(hsm.tokens), { recursive: true }))
    })
  }
}

function newSoftHsm(library: string): SoftHsm {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-softhsm-'))
  const tokens = join(folder, 'tokens')
  const config = join(folder, 'softhsm2.conf')
  mkdirSync(tokens)
  writeFileSync(config, `directories.tokendir = ${tokens}\nlog.level = ERROR\n`)
  return {
    library,
    config,
    tokens,
    initToken(label, pin) {
      const pins = ['--so-pin', 'made up for tests', '--pin', pin]
      const { stdout, stderr, status } = spawnSync(
        'softhsm2-util',
        ['--init-token', '--free', '--label', label, ...pins],
        { encoding: 'utf8', env: { ...process.env, SOFTHSM2_CONF: config } },
      )
      if (status !== 0) throw new Error(`softhsm2-util: ${stdout}${stderr}`)
      return serialOf(label, config)
    },
  }
}

/** Where native code finds it: what jest gives to tests as the environment is a copy. */
async function setVariable(name: string, value: string): Promise<void> {
  const program =
    'const { name, value } = require("node:worker_threads").workerData; process.env[name] = value'
  const worker = new Worker(program, { eval: true, env: SHARE_ENV, workerData: { name, value } })
  await once(worker, 'exit')
}

function serialOf(label: string, config: string): string {
  const { stdout } = spawnSync('softhsm2-util', ['--show-slots'], {
    encoding: 'utf8',
    env: { ...process.env, SOFTHSM2_CONF: config },
  })
  const serials = [
    ...stdout.matchAll(/Serial number: +(\w+)\s+Initialized: +yes[\s\S]*?Label: +(.+)/g),
  ]
  const last = serials.findLast(([, , name]) => name?.trim() === label)?.[1]
  if (last === undefined) throw new Error('The token was not set up')
  return last
}

/** Debian has it in /usr/lib/softhsm or below the folder of the architecture. */
function libraryPath(): string | undefined {
  const roots = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].filter(existsSync)
  const folders = roots.flatMap((root) => [
    root,
    ...readdirSync(root)
      .filter((entry) => /-linux-|^pkcs11$/.test(entry))
      .map((entry) => join(root, entry)),
  ])
  return folders
    .flatMap((folder) => [join(folder, 'softhsm/libsofthsm2.so'), join(folder, 'libsofthsm2.so')])
    .find(existsSync)
}

function installSoftHsm(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  // Other test files may be installing, too.
  const options = ['-o', 'DPkg::Lock::Timeout=60', '-y', '-q', '--no-install-recommends']
  const { status } = spawnSync('apt-get', ['install', ...options, 'softhsm2'], {
    stdio: 'ignore',
    timeout: 120_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

/**
 * Compiles what `node-gyp rebuild` would, without fetching anything: the headers came with Node.
 * It stays in node_modules.
 */
function buildAddon(): boolean {
  const modules = fileURLToPath(new URL('../packages/pkcs11/node_modules', import.meta.url))
  const link = join(modules, 'pkcs11js')
  if (!existsSync(link)) return false
  const folder = realpathSync(link)
  const release = join(folder, 'build/Release')
  const addon = join(release, 'pkcs11.node')
  if (existsSync(addon)) return true
  const headers = join(dirname(realpathSync(process.execPath)), '../include/node')
  if (!existsSync(join(headers, 'node_api.h'))) return false
  mkdirSync(release, { recursive: true })
  const own = join(release, `${process.pid}.partial`)
  const defines = ['NAPI_DISABLE_CPP_EXCEPTIONS', 'BUILDING_NODE_EXTENSION'].map(
    (one) => `-D${one}`,
  )
  const { status } = spawnSync(
    process.env['CXX'] ?? 'c++',
    [
      ...['-std=c++17', '-O2', '-w', '-fPIC', '-shared', '-DNODE_GYP_MODULE_NAME=pkcs11'],
      ...defines,
      ...[`-I${headers}`, '-Iincludes', '-o', own],
      ...['src/dl.cpp', 'src/common.cpp', 'src/main.cpp'],
      ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    ],
    { cwd: folder, stdio: 'ignore', timeout: 120_000 },
  )
  if (status !== 0) return false
  // At once, for another test file may be building, too.
  renameSync(own, addon)
  return true
}
