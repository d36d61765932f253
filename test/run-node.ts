import type { SpawnOptions } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type StartedProcess, startNode, startProcess } from './leftovers.ts'

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs TypeScript in a process of its own, from the sources, in a folder named from the root. */
export function runNode(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const cwd = fileURLToPath(new URL(`../${folder}`, import.meta.url))
  return ended(startNode(args, { cwd, env: { ...process.env, ...variables } }))
}

/** Runs a program to its end. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<Ended> {
  return ended(startProcess(command, args, options))
}

/** What came of it, and all that it said. */
export async function ended(child: StartedProcess): Promise<Ended> {
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ])
  return { status, stdout, stderr }
}
