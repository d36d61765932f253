export { keyReused, logConflict, versionConflict } from './store-conflicts.ts'
