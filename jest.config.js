import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { memoryFolder } from './tools/memory-folder.mjs'

// Programs that tests start run from TypeScript sources: what Node makes of each is made once, and not for every start.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('node_modules/.cache/node', import.meta.url),
)
// Nobody names another place for the files of tests.
const folder = process.env.TMPDIR === undefined ? memoryFolder() : undefined
if (folder !== undefined) process.env.TMPDIR = folder

const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: '<rootDir>/tools/jest-environment.mjs',
  // Resolve @fidecura/* to src/, so tests never run against a stale dist/.
  testEnvironmentOptions: { customExportConditions: ['@fidecura/source', 'node', 'node-addons'] },
  transform: { '\\.ts$': '<rootDir>/tools/strip-types.mjs' },
}

/** @type {import('jest').Config} */
export default {
  projects: [
    ...readdirSync('packages').map((name) => ({
      ...shared,
      displayName: name,
      testMatch: [`<rootDir>/packages/${name}/test/**/*.test.ts`],
    })),
    { ...shared, displayName: 'workspace', testMatch: ['<rootDir>/test/**/*.test.ts'] },
  ],
  testSequencer: './tools/jest-sequencer.mjs',
  // Two shared cores may hold a test up for much longer than the usual five seconds.
  testTimeout: 120_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
}
