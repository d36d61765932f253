import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { bodyTypes } from '../../generator/body-types.ts'
import { clientMethods } from '../../generator/client-methods.ts'
import { packageCodesModule } from '../../generator/package-codes.ts'
import { openApiOf } from '../../src/http/open-api.ts'
import { routes } from '../../src/routes/routes.ts'

const document = openApiOf(routes, {})

test.each([
  ['the types of the API', 'api/bodies.ts', () => bodyTypes(document)],
  ['the client', 'client/fidecura-client.ts', () => clientMethods(document)],
  [
    'the codes of the packages',
    'http/package-codes.ts',
    () => packageCodesModule(new URL('../../../', import.meta.url)),
  ],
])('npm run client has written %s as the routes say today', (_, path, made) => {
  const written = readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8')
  expect(written).toBe(made())
})
