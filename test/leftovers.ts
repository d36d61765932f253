import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** Known to tools/jest-environment.mjs, which ends what is in it. */
const leftovers = Symbol.for('fidecura.leftovers')

/**
 * Ends something for good once the last test of this file and all that cleans up after it are over, however they
 * ended: what is left would keep the run waiting for ever, or take its memory and its ports.
 *
 * @returns Forgets it: it has ended.
 */
export function endAtLast(end: () => unknown): () => void {
  const held = globalThis as { [leftovers]?: Set<() => unknown> }
  held[leftovers] ??= new Set()
  const all = held[leftovers]
  all.add(end)
  return () => void all.delete(end)
}

/** What a pipe was asked for is one. */
export interface StartedProcess extends ChildProcess {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
}

/**
 * Starts a program in a process group of its own, which ends with the tests of this file at the latest, and whatever
 * it has started itself with it.
 *
 * @param options - As of `spawn`. By default its output is a pipe each, and it has no input.
 */
export function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): StartedProcess {
  const { NODE_COMPILE_CACHE } = process.env
  const env = { ...(options.env ?? process.env), ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
  const stdio = options.stdio ?? ['ignore', 'pipe', 'pipe']
  // Windows has no such groups, and would open a window.
  const detached = process.platform !== 'win32'
  const child = spawn(command, args, { ...options, env, stdio, detached })
  const { pid } = child
  if (pid !== undefined) endAtLast(() => endGroup(detached ? -pid : pid))
  return child as StartedProcess
}

/** Runs TypeScript of ours, from the sources. */
export function startNode(args: readonly string[], options: SpawnOptions = {}): StartedProcess {
  const flags = ['--no-warnings', '--experimental-strip-types', '--conditions=@fidecura/source']
  return startProcess(process.execPath, [...flags, ...args], options)
}

function endGroup(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}
