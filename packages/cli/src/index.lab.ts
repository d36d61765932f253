export { runLabProcess } from './run-lab-process.ts'
