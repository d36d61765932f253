import { afterAll, beforeAll, describe, test } from '@jest/globals'
import { type PostgresServer, postgresServer, programsPath } from './postgres-server.ts'

/**
 * Defines tests that need PostgreSQL. Where it can be neither found nor installed, a single skipped
 * test says so by name, and `tools/check.mjs` lists it.
 *
 * @param name - What is tested, or skipped, for people.
 */
export function withPostgres(name: string, define: (server: PostgresServer) => void): void {
  describe(name, () => {
    const server = servePostgres(name)
    if (server !== undefined) define(server)
  })
}

/** The same for the tests that are defined beside it: a server that runs for as long as they do. */
export function servePostgres(name: string): PostgresServer | undefined {
  const programs = programsPath()
  if (programs === undefined) {
    test.skip(`skipped: ${name}: no PostgreSQL`, () => undefined)
    return undefined
  }
  const { server, make, remove } = postgresServer(programs)
  beforeAll(async () => {
    make()
    await server.start()
  }, 60_000)
  afterAll(remove, 60_000)
  return server
}
