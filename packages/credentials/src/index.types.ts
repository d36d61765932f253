export { healthSchemaOf, schemaIdOf } from './types/health-schema.ts'
