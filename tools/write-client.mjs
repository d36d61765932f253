import { writeFileSync } from 'node:fs'
import { packageCodesModule } from '../packages/server/generator/package-codes.ts'

// Writes the types of the API and the client of the service, out of the OpenAPI document of the service. A test
// fails where they are not what the schemas of the routes say today: run this, by `npm run client`.

const server = new URL('../packages/server/', import.meta.url)
const write = (path, text) => writeFileSync(new URL(path, server), text)

// First, for the document is written by them.
write('src/http/package-codes.ts', packageCodesModule(new URL('../', server)))
const { openApiOf } = await import('../packages/server/src/http/open-api.ts')
const { routes } = await import('../packages/server/src/routes/routes.ts')
const { bodyTypes } = await import('../packages/server/generator/body-types.ts')
const { clientMethods } = await import('../packages/server/generator/client-methods.ts')

const document = openApiOf(routes, {})
write('src/api/bodies.ts', bodyTypes(document))
write('src/client/fidecura-client.ts', clientMethods(document))
