import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { type StartedProcess, startProcess } from '../../../test/leftovers.ts'

/** A server of its own, in a folder of its own, that nobody reaches but through that folder. */
export interface PostgresServer {
  /** Address of a new and empty database. @param name - Default: one that nobody has. */
  newDatabase(name?: string): Promise<string>
  /** Of a database of this name. */
  addressOf(name: string): string
  /** As a machine dies: nothing is written any more. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** Makes one, which `start` starts; `remove` stops it and leaves nothing. */
export function postgresServer(programs: string, settings: readonly string[] = []) {
  const folder = mkdtempSync(join(quickFolder(), 'fidecura-postgres-'))
  const data = join(folder, 'data')
  // PostgreSQL does not run as root.
  const owner = process.getuid?.() === 0 ? { uid: nobody(), gid: nobody() } : {}
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const place = { cwd: folder, ...owner }
  let running: StartedProcess | undefined
  let databases = 0
  const addressOf = (name: string): string =>
    `postgresql://owner@/${name}?host=${encodeURIComponent(folder)}`
  const query = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: addressOf('postgres') })
    try {
      await client.connect()
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  const stop = async (signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> => {
    if (running === undefined) return
    const gone = once(running, 'close')
    running.kill(signal)
    running = undefined
    await gone
  }
  const server: PostgresServer = {
    newDatabase: async (name = `d${databases++}`) => {
      await query(`CREATE DATABASE ${name}`)
      return addressOf(name)
    },
    addressOf,
    kill: () => stop('SIGKILL'),
    start: async () => {
      const flags = ['-D', data, '-k', folder, '-c', 'listen_addresses=']
      if (process.platform === 'linux') flags.push('-c', 'recovery_init_sync_method=syncfs')
      const more = settings.flatMap((setting) => ['-c', setting])
      const begin = () =>
        startProcess(join(programs, 'postgres'), [...flags, ...more], { ...place, stdio: 'ignore' })
      running = begin()
      // After a death it reads its whole folder, which takes a busy disk its time.
      for (let left = 1200; ; left--) {
        // It goes again as long as a process of the one that died holds on to the folder.
        if (running.exitCode !== null) running = begin()
        const failure = await query('SELECT 1').then(
          () => undefined,
          (error: unknown) => error,
        )
        if (failure === undefined) return
        if (left === 0) throw failure
        await wait(50)
      }
    },
  }
  return {
    server,
    make: () => {
      const flags = ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N']
      const { status, stderr } = spawnSync(join(programs, 'initdb'), flags, {
        ...place,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`initdb: ${stderr}`)
    },
    remove: async () => {
      // At once: nobody needs what it would write down of all these databases before it goes.
      await stop('SIGQUIT')
      rmSync(folder, { recursive: true })
    },
  }
}

/** Where `postgres` and `initdb` are, which Debian and its like have a package away. */
export function programsPath(): string | undefined {
  return findPrograms() ?? (installPostgres() ? findPrograms() : undefined)
}

function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : []
  const folders = versions.map((version) => join(debian, version, 'bin'))
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  return [...folders, stdout?.trim() ?? ''].find((path) => existsSync(join(path, 'initdb')))
}

/** Elsewhere, and without the rights, nothing happens. */
function installPostgres(): boolean {
  if (process.getuid?.() !== 0) return false
  const { status } = spawnSync('apt-get', ['install', '-y', 'postgresql'], {
    stdio: 'ignore',
    timeout: 120_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

/** In memory where there is any for files: what is tested waits for its disk thousands of times. */
function quickFolder(): string {
  const memory = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(memory)
    if (bavail * bsize > 2 ** 30) return memory
  } catch {
    // Not on this system.
  }
  return tmpdir()
}

function nobody(): number {
  return Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout)
}
