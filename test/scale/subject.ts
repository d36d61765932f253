/** Starts a process that serves, looks at what it uses, and posts to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Agent, request } from 'node:http'
import { join } from 'node:path'
import type { Ask, Memory } from './probe.ts'

/** What is asked, in a process of its own. */
export interface Subject {
  readonly name: string
  readonly port: number
  cpu(): Promise<NodeJS.CpuUsage>
  memory(): Promise<Memory>
  /** Has it keep so many bytes of each request from now on. */
  leak(bytes: number): void
}

export const root: string = new URL('../..', import.meta.url).pathname

const children: ChildProcess[] = []
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Until this process ends. @param args - Of Node; says as JSON `address` where it listens. */
export async function start(name: string, args: readonly string[]): Promise<Subject> {
  const flags = ['--expose-gc', '--experimental-strip-types', '--no-warnings']
  const probe = `--import=${join(root, 'test/scale/probe.ts')}`
  const child = spawn(process.execPath, [...flags, probe, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  children.push(child)
  let said = ''
  for await (const chunk of child.stdout?.setEncoding('utf8') ?? []) {
    said += chunk
    if (said.endsWith('}\n')) break
  }
  const { address } = JSON.parse(said) as { readonly address: string }
  const ask = async (asked: Ask): Promise<unknown> => {
    const told = once(child, 'message')
    child.send(asked)
    return (await told)[0]
  }
  return {
    name,
    port: Number(address.split(':').at(-1)),
    cpu: () => ask({ kind: 'cpu' }) as Promise<NodeJS.CpuUsage>,
    memory: () => ask({ kind: 'memory' }) as Promise<Memory>,
    leak: (bytes) => void child.send({ kind: 'leak', bytes } satisfies Ask),
  }
}

/** @returns The status of the answer, which is read to its end. */
export function post({ port }: Subject, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const at = { host: '127.0.0.1', port, path: '/verify', method: 'POST' }
    const sent = request({ ...at, agent, headers })
    sent.once('error', reject)
    sent.once('response', (answer) => {
      answer.once('error', reject)
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.end(body)
  })
}
