import { readdirSync } from 'node:fs'

const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
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
  // Two shared cores may hold a test up for longer than the usual five seconds.
  testTimeout: 30_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
}
