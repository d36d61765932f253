export { ServerError, type ServerErrorCode } from './errors.ts'
