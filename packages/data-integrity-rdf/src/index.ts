export { DataIntegrityRdfError, type DataIntegrityRdfErrorCode } from './errors.ts'
export { healthContext } from './health-context.ts'
export {
  createRdfcSuites,
  ecdsaRdfc2019,
  eddsaRdfc2022,
  type RdfcSuites,
  type RdfcSuitesOptions,
} from './rdfc-suites.ts'
