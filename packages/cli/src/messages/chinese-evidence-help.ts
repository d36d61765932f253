import type { EvidenceHelp } from './help.ts'

export const chineseEvidenceHelp: EvidenceHelp = {
  about: '存证、出具证明及删除',
  id: '存证编号',
  desk: {
    key: '存证科室的密钥文件；其 DID 载于日志',
    store: '保存日志及存证的文件',
    logKey: '日志专用的 Ed25519 密钥文件',
    logPassphraseFile: '存有其口令的文件；否则取 FIDECURA_LOG_PASSPHRASE，或在终端询问',
    trust: 'JSON：日志公钥、见证节点（公钥、运营方、地址）及须签名的数目',
  },
  deposit: {
    about: '对任意大小的文件存证；日志中只有对其摘要的承诺',
    mediaType: '文件的类型',
    subject: '所涉及的人的 DID，保存在日志之外',
    retainUntil: '在此之前任何人不得删除，带时区的日期时间',
    idempotencyKey: '再次使用同一键不会重复存证；省略则每次新建',
    proof: '写入证明的新文件',
  },
  update: {
    about: '存证新版本，与前一版本相连',
    after: '所知的最新版本号；省略则以实际最新版本为准',
  },
  show: { about: '显示某存证编号的各版本；查阅会被记录' },
  proof: {
    about: '生成证明文件，无需任何人协助即可验证该版本',
    number: '第几版',
  },
  verify: {
    about: '凭证明文件验证文件，并说明其何时已存在',
    proof: '证明文件',
  },
  report: { about: '生成供人阅读的报告，含手工复核的方法' },
  erase: {
    about: '永久删除所有版本；已给出的证明仍然有效',
    yes: '不再询问即删除',
  },
  hold: {
    about: '依法冻结某存证编号，任何人不得删除',
    reason: '原因代码：小写字母、数字和 _；每个原因各为一项冻结',
    release: '解除该原因的冻结',
  },
  log: {
    about: '对外提供存证日志，并显示其公钥',
    serve: '按 C2SP tlog-tiles 提供日志已发布的内容，其中没有任何个人信息',
    key: '显示日志公钥的文本',
    log: '日志公钥 name+id+base64，同时指明该日志',
    origin: '日志的永久名称，例如 log.hospital.example/2026',
    store: '保存日志的文件；其他命令可同时存证',
    keyFile: '日志的密钥文件',
  },
  witness: {
    about: '监督他人的日志，只签署由先前所签延续而来的内容',
    serve: '按 C2SP tlog-witness 应答请求签名的日志',
    key: '显示见证节点公钥的文本',
    name: '签名中的名称，例如 witness.university.example',
    log: '所监督日志的公钥 name+id+base64',
    store: '记住已签的内容；没有它，日志可以出示两份历史',
    new: '首次启动：新建存储文件，该文件此前不得存在',
    keyFile: '见证节点专用的 Ed25519 密钥文件',
    splitViews: '保存日志签署两份历史的证据的文件夹',
  },
}
