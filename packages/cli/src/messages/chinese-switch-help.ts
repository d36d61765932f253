import type { SwitchHelp } from './help.ts'

export const chineseSwitchHelp: SwitchHelp = {
  suspend: { id: '单份凭证的编号；否则由选项指明' },
  selection: {
    type: '该类型的全部凭证；licence、role、accreditation 等，或 URI',
    subject: '该主体（DID）的全部凭证，例如一名医生',
    person: '带有该号码的全部凭证，SYSTEM|VALUE',
    department: '该科室或机构的全部岗位凭证及其签发资格',
    everything: '该签发方签发的全部凭证',
    dryRun: '只说明数量和是哪些，不作更改',
    expect: '必须正好这么多，否则不作更改',
  },
  undo: { about: '恢复某次操作所停用的凭证，不多不少', store: '该次操作所在的存储文件' },
  order: {
    about: '签署撤销令：作为两人中的第一人或第二人',
    key: '签署人的密钥文件',
    issuer: '谁签发的凭证；默认依 --approve',
    approve: '另一人已签署的撤销令：先显示内容，再签署同一内容',
    yes: '不再询问即签署：此摘要的撤销令事先已获同意',
    role: '签署人的岗位凭证',
    licence: '岗位凭证所指的执业资格凭证，须公开其号码',
    chain: '通向两者签发方的签发资格',
    days: '第二人可在多少天内批准',
    out: '写到何处，供 credential revoke 使用',
  },
  revoke: {
    about: '撤销两人共同要求撤销的凭证，不可恢复',
    file: '撤销令：先交第一人的，再交第二人的',
    organisation: '签署人的岗位须在哪个机构或科室',
    purpose: '其岗位凭证须载明的 v3-ActReason 代码',
    byIssuerKey: '一份凭证：仅凭持有签发方密钥者的决定',
  },
  impact: {
    about: '列出依据某凭证所做的事，分其失效之前与之后',
    credential: '凭证的编号',
    issuer: '签发方',
    store: '记录了所做之事的存储文件',
    invalidFrom: '自何时起失效；默认依该存储中的状态',
    limit: '最多列出多少条',
  },
  usage: '存储文件：记录依据哪份凭证做了什么',
}
