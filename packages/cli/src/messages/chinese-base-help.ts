import type { BaseHelp } from './help.ts'

export const chineseBaseHelp: BaseHelp = {
  frame: {
    usage: '用法：',
    needed: '必填：',
    options: '选项：',
    commands: '命令：',
    example: '示例：',
    optionsWord: '[选项]',
    commandWord: '[命令]',
    standard: '默认',
    remark: ['（', '）'],
    exitCodes: '退出码：0 是，1 否，2 用法有误，3 无法判定。',
    json: '只输出一个 JSON 文档',
    lang: '帮助和提示所用的语言；默认依 LANG',
    help: '显示本帮助',
    helpCommand: '显示某个命令的帮助',
  },
  program: '资质链上的凭证，患者亲自签署的同意，随处可验证。',
  shared: {
    passphraseFile:
      '存有密钥文件口令的文件；否则取 FIDECURA_PASSPHRASE_FILE 所指的文件，或在终端询问',
    out: '新文件；默认标准输出',
    record: '患者的病历号：SYSTEM|VALUE',
    id: '默认随机生成',
  },
  trust: {
    root: '受信任的根及其类型：DID=TYPE,TYPE，类型与 credential issue 的 --type 相同',
    chain: '从受信任的根通向签发方的签发资格',
    statusDir: '从文件而不是网络读取状态列表',
    maxStatusAge: '状态列表最多可比当前时间早多少',
    bundle: '不用网络，依据此离线信任包',
    bundleSigner: '离线信任包的签名者，须为 did:key 或 did:jwk',
    bundleDelta: '该离线信任包之后的增量，旧者在前',
    bundleStore: '记住最新的离线信任包，不再接受更旧的',
  },
  keys: {
    about: '生成和查看密钥文件，以及密码设备中的密钥（pkcs11:token=…）',
    create: {
      about: '生成密钥，存入加密文件',
      out: '新的密钥文件',
      algorithm: 'ES256、EdDSA 或 ES384',
      method: '由密钥本身构成的 DID：key 或 jwk',
      did: '或由其控制者公布该密钥的 DID，例如 did:web:…',
      fragment: '密钥在该 DID 文档中的名称',
    },
    show: { about: '打开密钥文件，显示其 DID 和公钥' },
  },
  did: {
    about: '解析 DID，生成 did:web 文档和 did:webvh 日志',
    resolve: { about: '显示 did:key、did:jwk、did:web 或 did:webvh 的密钥及其用途' },
    document: {
      about: '显示 did:web 主机应当提供的文档',
      key: 'keys show --json 的输出，每个密钥一个文件',
    },
  },
  story: {
    about: '用真实密钥演示主要流程：资质、同意、验证、判定、停用、撤回同意和各类攻击',
    consent: '表达患者意愿的 FHIR R4 或 R5 Consent',
    out: '存放文件的新文件夹；默认 out/story-<时间>',
    noChain: '不启动区块链，也不锚定',
    check: {
      about: '不用网络，再次验证演示所生成的文件',
      root: '唯一信任的 DID，即卫生主管部门的 DID',
      log: '存证所在日志的公钥，格式为 name+id+base64',
      witness: '监督该日志的运营方及其见证节点的公钥，须全部签名',
      anchor: '您从区块链读到的该日志的锚定值：SIZE=ROOT，根哈希以十六进制书写',
    },
  },
}
