import type { LifeHelp } from './help.ts'

export const chineseLifeHelp: LifeHelp = {
  supersedes: '所取代的声明，该声明随之失效',
  represent: {
    as: '代患者签署：guardian（监护人）、proxy（受托人）或 court_order（法院指定）',
    guardianship: '监护人：其监护人凭证',
    mandate: '受托人：患者出具的授权委托',
    role: '窗口人员：其岗位凭证',
    licence: '该岗位凭证所指的执业资格凭证，须显示编号',
    agreement: 'consent agree 的输出：其他每名监护人的，或第二人的',
  },
  register: {
    jurisdiction: '依何地法律认定成年',
    desk: '哪些机构的窗口可由两人撤回同意',
    notices: '将受托人和窗口的行为告知患者：追加写入的文件',
  },
  agree: {
    about: '同意他人已签署的内容：作为监护人，或作为窗口的第二人',
    key: '同意人的密钥文件',
    as: 'guardian（监护人）或 desk（窗口）',
    yes: '不再询问即同意：此前已读过该文本',
  },
  withdraw: {
    as: '代患者撤回：guardian（监护人）、proxy（受托人）、court_order（法院指定）或 desk（窗口）',
    identified: '窗口如何核实患者身份：in_person（当面）或 register（登记）',
  },
  narrow: {
    about: '缩小授权：以一份新的同意取代此前的同意',
    withoutPurpose: '去除这些使用目的，v3-ActReason 的代码',
    withoutAction: '去除这些操作：collect、access、use、disclose 或 correct',
    withoutType: '去除这些类型：FHIR 资源类型，或 SYSTEM|CODE',
    withoutCode: '去除内容为此的资料：SYSTEM|CODE',
    withoutLabel: '去除带此标签的资料：SYSTEM|CODE',
    fhir: '或提供授权更少的 FHIR Consent',
    until: '或提前失效',
  },
  notices: { about: '为患者列出他人代其所为之事和紧急调阅' },
  policy: {
    jurisdiction: '或某一法域的规则，其中规定如何合并',
    basis: '请求的法律依据，默认 consent',
  },
  decide: {
    breakGlass: '紧急调阅：consent break-glass request 的输出',
    notices: '与 --break-glass 合用：告知患者的文件，追加写入',
    explain: '回答何人、何事、为何、自何时起、如何改变，并列出每条规则',
  },
  breakGlass: {
    about: '紧急调阅病历：由本人负责，并告知患者',
    request: '签署紧急调阅请求，患者会被告知',
    reason: '该法域认可的理由代码，例如 unconscious',
    explanation: '文字说明，供患者及日后查看者阅读',
    minutes: '需要多少分钟',
    audience: '病历的保管方，按其自称',
    yes: '不再询问即签署',
  },
  stated: {
    requester: '假定由谁请求：本人，以及其所代表的机构',
    rolePurpose: '其岗位允许的使用目的；默认为所请求的目的',
  },
  whatIf: { about: '签署之前：若签署，谁可以看到什么？' },
  diff: {
    about: '两个时刻之间，对某一请求的判定如何变化，原因为何',
    from: '起始时刻',
    to: '截止时刻；默认现在',
  },
}
