import type { WebvhHelp } from './help.ts'

export const chineseWebvhHelp: WebvhHelp = {
  about: '编写和解析 did:webvh：公布在网上并保留历史的 DID',
  settings: {
    documentKey: '文档中的密钥：keys show --json 的输出，每个密钥一个文件',
    updateKey: '此后有权变更该 DID 的 EdDSA 密钥；默认为 --key 的密钥',
    nextKey: '预先承诺的 EdDSA 密钥：其他密钥无法接管',
    witness: '每次变更须由其证明的见证节点，各为 did:key；或 none',
    threshold: '多少个见证节点即可；默认全部',
    ttl: '其文档可缓存的秒数',
  },
  create: {
    about: '生成 DID 及应对外提供的日志：BOARD.EXAMPLE 或 BOARD.EXAMPLE:PATH',
    key: '有权变更该 DID 的密钥文件，由 keys create --algorithm EdDSA 生成',
    portable: '允许日后迁移到其他域名',
  },
  update: {
    about: '在日志中追加一条，变更 DID 的文档或规则',
    key: '有权变更该 DID 的密钥文件',
    document: '完整的新文档，JSON 文件',
    location: '迁移到该处；仅限可迁移的 DID',
  },
  rotate: {
    about: '在日志中追加一条，由其他密钥掌管该 DID',
    key: '当前掌管的密钥文件，或预先承诺的密钥文件',
  },
  deactivate: { about: '永久注销 DID；此前的签名不受影响' },
  witness: {
    about: '验证整份日志，然后为其最后一条作证明',
    key: '见证节点的密钥文件',
    proofs: 'did-witness.json，证明加入其中',
    known: '上次所见的日志：新日志须由此延续',
  },
  resolve: {
    about: '验证 DID 的整份日志，显示其文档的一个版本',
    log: 'did.jsonl 文件；默认从网络获取',
    witnesses: 'did-witness.json 文件，与日志文件同用',
    at: '该时刻的版本；默认当前版本',
    versionId: '该编号的版本',
    versionNumber: '该序号的版本',
  },
}
