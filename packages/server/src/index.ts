export { ServerError, type ServerErrorCode } from './errors.ts'
export { type Example, type ExampleOptions, openExample } from './example/open-example.ts'
export type { Hospital } from './hospital/hospital.ts'
export {
  createServiceHandler,
  type ServiceHandler,
  type ServiceOptions,
} from './http/service.ts'
