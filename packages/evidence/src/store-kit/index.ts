export {
  alreadyErased,
  idOnHold,
  keyReused,
  logConflict,
  versionConflict,
} from './store-conflicts.ts'
