export {
  type DataIntegrityCodec,
  type DataIntegrityOptions,
  dataIntegrity,
} from './data-integrity/data-integrity.ts'
