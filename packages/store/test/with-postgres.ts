import { afterAll, beforeAll, describe, test } from '@jest/globals'
import { type PostgresServer, postgresServer, programsPath } from './postgres-server.ts'

/**
 * Defines tests that need PostgreSQL. Where it can be neither found nor installed, a single skipped
 * test says so by name, and `tools/check.mjs` lists it.
 *
 * @param name - What is tested, or skipped, for people.
 */
export function withPostgres(name: string, define: (server: PostgresServer) => void): void {
  const programs = programsPath()
  if (programs === undefined) {
    test.skip(`skipped: ${name}: no PostgreSQL`, () => undefined)
    return
  }
  describe(name, () => {
    const { server, make, remove } = postgresServer(programs)
    beforeAll(async () => {
      make()
      await server.start()
    }, 60_000)
    define(server)
    afterAll(remove, 60_000)
  })
}
