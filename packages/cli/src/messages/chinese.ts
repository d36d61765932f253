import { chineseAt } from './chinese-at.ts'
import { chineseAtHelp } from './chinese-at-help.ts'
import { chineseBaseHelp } from './chinese-base-help.ts'
import { chineseBridgeErrors } from './chinese-bridge-errors.ts'
import { chineseBundleHelp } from './chinese-bundle-help.ts'
import { chineseCompletionHelp } from './chinese-completion-help.ts'
import { chineseConsentErrors } from './chinese-consent-errors.ts'
import { chineseConsentHelp } from './chinese-consent-help.ts'
import { chineseCredentialErrors } from './chinese-credential-errors.ts'
import { chineseCredentialHelp } from './chinese-credential-help.ts'
import { chineseCustodyErrors } from './chinese-custody-errors.ts'
import { chineseDoctor } from './chinese-doctor.ts'
import { chineseDoctorHelp } from './chinese-doctor-help.ts'
import { chineseEntryHelp } from './chinese-entry-help.ts'
import { chineseEvidence } from './chinese-evidence.ts'
import { chineseEvidenceErrors } from './chinese-evidence-errors.ts'
import { chineseEvidenceHelp } from './chinese-evidence-help.ts'
import { chineseFoundationErrors } from './chinese-foundation-errors.ts'
import { chineseIncident } from './chinese-incident.ts'
import { chineseIncidentHelp } from './chinese-incident-help.ts'
import { chineseLab } from './chinese-lab.ts'
import { chineseLabHelp } from './chinese-lab-help.ts'
import { chineseLife } from './chinese-life.ts'
import { chineseLifeHelp } from './chinese-life-help.ts'
import { chineseOpenIdErrors } from './chinese-openid-errors.ts'
import { chineseOrder } from './chinese-order.ts'
import { chineseOrderHelp } from './chinese-order-help.ts'
import { chineseServerErrors } from './chinese-server-errors.ts'
import { chineseService } from './chinese-service.ts'
import { chineseServiceHelp } from './chinese-service-help.ts'
import { chineseStatusHelp } from './chinese-status-help.ts'
import { chineseSwitch } from './chinese-switch.ts'
import { chineseSwitchHelp } from './chinese-switch-help.ts'
import { chineseUsage } from './chinese-usage.ts'
import { chineseWebvhHelp } from './chinese-webvh-help.ts'
import type { ErrorTexts } from './error-codes.ts'
import type { Messages } from './messages.ts'

const errors: ErrorTexts = {
  ...chineseFoundationErrors,
  ...chineseCredentialErrors,
  ...chineseConsentErrors,
  ...chineseEvidenceErrors,
  ...chineseOpenIdErrors,
  ...chineseCustodyErrors,
  ...chineseBridgeErrors,
  ...chineseServerErrors,
}

function meaningOf(code: string): string | undefined {
  return Object.hasOwn(errors, code) ? errors[code as keyof ErrorTexts] : undefined
}

export const chinese: Messages = {
  passphrasePrompt: '密钥文件的口令',
  newPassphrasePrompt: '新口令，至少八个字符',
  registerPassphrasePrompt: '登记处密钥文件的口令',
  keyMade: (did, path) => `已为 ${did} 生成密钥\n保存于 ${path}`,
  keyFacts: {
    did: 'DID',
    keyId: '密钥',
    algorithm: '算法',
    thumbprint: '指纹（base64url）',
    fingerprint: '指纹（供口头核对）',
    publicKey: '公钥',
  },
  written: (path) => `已写入 ${path}`,
  noDocumentKey: (path) =>
    `文档中尚无密钥，无法以该 DID 签名：先 keys create --did，再 did webvh update ${path} --document-key FILE`,
  verdict: { passed: '是', failed: '否', unknown: '无法判定' },
  error: (code, message, place) => {
    const text = chineseUsage[message] ?? meaningOf(code) ?? message
    return place === undefined ? `${text}（${code}）` : `${text}：${place}（${code}）`
  },
  problem: (code, place) => {
    const text = [meaningOf(code), code, place].filter((part) => part !== undefined).join('，')
    return `（${text}）`
  },
  hints: {
    status_list_stale: '由其签发方重新发布：credential publish；或放宽 --max-status-age',
    status_unreachable:
      '其签发方是否在凭证所写的网址提供该列表？credential publish 或 status serve',
    file_exists: '请另取名称，或删除该文件',
    settings_malformed:
      '建立医院：先 fidecura hospital init，再 hospital accept；设置的各项内容见 packages/cli/README.md',
    key_file_not_found:
      '请先生成：fidecura keys create --out 文件；医院的全部密钥：fidecura hospital init',
    passphrase_in_environment:
      '请放进只有您能读取的文件：--passphrase-file，或由 FIDECURA_PASSPHRASE_FILE 指明；也可用管道：--passphrase-file <(…)',
    secret_file_open: 'chmod 600 该文件',
    pin_missing: '请在 URI 中用 pin-source=file:/… 指明 PIN 文件',
    token_not_found: '可用设备自带的工具列出，如 softhsm2-util --show-slots',
    addon_missing: '编译方法见 packages/pkcs11/README.md',
    consent_source_unusable:
      '其中的引用代表谁，用 --references 文件说明：{ "Organization/1": "did:…" }',
    trust_missing: '请先说明信任谁：fidecura trust add；否则请核对是否为所要的文件夹',
    trust_entry_exists:
      '更换密钥：fidecura trust pin；更改类型：先 fidecura trust remove，再 trust add',
    samples_not_served: '请在另一个窗口运行：fidecura samples serve samples',
    listen_failed:
      '请停止占用该地址的程序，或另选地址：--listen 127.0.0.1:8481，示例医院用 --port 8090；平台登录的地址写在 hospital.json 中',
    http_unreachable:
      '对方是否在运行，本机是否认可其证书的签发者？自有的签发者：NODE_EXTRA_CA_CERTS=ca.pem',
    http_address_refused: '只访问公网地址：请用其他方式下载，再给出文件',
    signer_not_patient: '登记处要求使用患者身份凭证所指的密钥',
  },
  takes: (names) => `可用：${names}`,
  tryHelp: (command) => `请参阅 ${command} --help`,
  credential: {
    checks: {
      format: '凭证可以读取，且未隐藏必须公开的内容',
      type: '凭证属于所要求的类型',
      claims: '凭证内容符合该类型的规则',
      period: '凭证在有效期内',
      holder: '凭证已与持有者的密钥绑定',
      authority: '签发方有权签发：资质链通向受信任的根',
      issuer: '资质链上各方的密钥均可查到',
      signature: '凭证及资质链均由这些密钥签名',
      status: '凭证及资质链均未停用或撤销',
      licence: '岗位凭证所指的执业资格凭证已提供且有效',
      presentation: '出示的内容可以读取',
      key_binding: '持有者已为本接收方和本次请求签名',
      same_holder: '所出示的凭证属于同一持有者',
      credentials: '所出示的每份凭证均有效',
      replay: '此前未曾出示过',
    },
    outcomes: { passed: '是', failed: '否', unknown: '？' },
    issued: (id) => `已签发 ${id}`,
    changed: {
      suspended: (id, at) => `自 ${at} 起停用：${id}`,
      valid: (id, at) => `自 ${at} 起恢复：${id}`,
      revoked: (id, at) => `自 ${at} 起撤销，不可恢复：${id}`,
    },
    publishNext: '须发布状态列表并对外提供，验证方才能看到：credential publish',
    published: (list, history) => `请对外提供以下文件：\n${list}\n${history}`,
    labels: {
      type: '类型',
      issuer: '签发方',
      subject: '主体',
      until: '有效期至',
      root: '受信任的根',
      via: '签发资格',
    },
    asOf: (at) => `结论针对 ${at}，与当前无关`,
    asKnownAt: (at) => `依据 ${at} 时的已知信息`,
    checking: '正在核验……',
    signing: '正在签名……',
  },
  consent: {
    textFollows: '将要签署的内容如下：',
    notes: (places) => `以下部分未能完全理解，均按较少授权处理：${places}`,
    confirm: '是否签署？',
    declined: '未签署任何内容',
    signed: (id) => `已签署 ${id}`,
    registered: '登记处已登记',
    ahead: '登记处尚无此编号的声明，因此已有声明均未被撤回：如需撤回已有声明，请核对编号',
    verified: '是，该病历的患者本人签署了以下内容：',
    registerKnows: '是否已撤回同意，只有其登记处知道',
    withdrawn: (id) => `已签署撤回同意：${id}`,
    registering: '正在登记……',
    stamped: '登记处已登记其摘要',
    deciding: '正在判定……',
  },
  custody: { pinPrompt: (token) => `密码设备 ${token} 的 PIN` },
  at: chineseAt,
  doctor: chineseDoctor,
  incident: chineseIncident,
  lab: chineseLab,
  life: chineseLife,
  entry: {
    signed: (id) => `已签署临床记录 ${id}`,
    isAbout: (path, bytes) => `该临床记录针对以下 ${bytes} 字节的文件：${path}`,
    ask: { confirmed: '是否确认该记录无误？', disputed: '是否对该记录提出异议？' },
    said: { confirmed: '患者确认该记录', disputed: '患者对该记录提出异议' },
    verified: (issuer, at) => `是，由 ${issuer} 签署，其岗位凭证于 ${at} 有效`,
    existedBy: (at) => `已证明该记录于 ${at} 已存在`,
  },
  evidence: chineseEvidence,
  switch: chineseSwitch,
  order: chineseOrder,
  service: chineseService,
  status: {
    serving: (lists, address) => `正在 ${address} 提供 ${lists} 份状态列表，直至停止`,
    stopping: '正在停止，最后的通知仍在发送……',
    notPublished: (code) => `有一项变更尚未发布，稍后重试（${code}）`,
    untold: (host, code) => `未能通知 ${host}（${code}）；它获取状态列表时即可看到变更`,
    subscribed: (host) => `每次变更都会通知 ${host}`,
    unsubscribed: (host) => `不再通知 ${host}`,
    subscribers: (count) => `要通知的平台共 ${count} 个：`,
  },
  bundle: {
    collecting: '正在汇总……',
    signed: (did, sequence) => `由 ${did} 签名，序号 ${sequence}`,
  },
  help: {
    ...chineseBaseHelp,
    bundle: chineseBundleHelp,
    credential: chineseCredentialHelp,
    completion: chineseCompletionHelp,
    consent: chineseConsentHelp,
    at: chineseAtHelp,
    doctor: chineseDoctorHelp,
    entry: chineseEntryHelp,
    evidence: chineseEvidenceHelp,
    incident: chineseIncidentHelp,
    lab: chineseLabHelp,
    life: chineseLifeHelp,
    order: chineseOrderHelp,
    service: chineseServiceHelp,
    status: chineseStatusHelp,
    switch: chineseSwitchHelp,
    webvh: chineseWebvhHelp,
  },
}
