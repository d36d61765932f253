import type { EntryHelp } from './help.ts'

export const chineseEntryHelp: EntryHelp = {
  about: '签署临床记录，由患者确认，并验证两者',
  bytes: '临床记录本身，与所保存的逐字节一致',
  sign: {
    about: '依据本人的岗位凭证签署临床记录',
    key: '医务人员的密钥文件',
    role: '所依据的岗位凭证',
    mediaType: '文件的类型',
  },
  confirm: {
    about: '患者确认已签署的临床记录，或提出异议',
    dispute: '提出异议：记录有误',
    reason: '原因代码：小写字母、数字和 _',
    yes: '不再询问即签署：此前已阅读该记录',
  },
  verify: {
    about: '验证已签署的临床记录，以及患者对其的意见',
    licence: '岗位凭证所指的执业资格凭证',
    receipt: '证明该记录何时已存在的回执',
    register: '其回执可信的登记处',
    confirmation: '患者就该记录签署的文件',
  },
}
