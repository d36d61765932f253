export {
  createKeyFile,
  type KeyFilePassphrase,
  openKeyFile,
  readKeyFileId,
} from './key-file.node.ts'
