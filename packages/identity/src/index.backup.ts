export {
  type Backup,
  type BackupItem,
  type BackupPassphrase,
  openBackup,
  sealBackup,
} from './backup/backup.ts'
