export { china } from './china.ts'
export { healthDataSpace } from './health-data-space.ts'
export { optIn } from './opt-in.ts'
