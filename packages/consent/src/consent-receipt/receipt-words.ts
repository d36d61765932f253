import type { Language } from '../render.ts'
import type { StatementKind } from '../statement-set.ts'

export interface ReceiptWords {
  readonly title: Readonly<Record<StatementKind, string>>
  readonly grantee: string
  readonly controller: string
  readonly purposes: string
  readonly validity: string
  readonly until: (from: string, to: string) => string
  readonly withdrawal: string
  readonly registered: string
  readonly registeredAs: (number: number, at: string) => string
  readonly text: string
  readonly textNote: string
  readonly particulars: string
  readonly record: string
  readonly principal: string
  readonly given: string
  readonly jurisdictions: string
  readonly storage: string
  readonly retention: string
  readonly rights: string
  readonly notice: string
  readonly lawfulBasis: string
  readonly consent: string
  readonly codes: string
  readonly codesNote: string
  readonly code: (number: number, of: number) => string
  readonly and: string
}

export const receiptWords: Readonly<Record<Language, ReceiptWords>> = {
  en: {
    title: {
      consent: 'Receipt for a consent to share',
      restriction: 'Receipt for a restriction',
      objection: 'Receipt for an objection',
    },
    grantee: 'Grantee',
    controller: 'Kept by',
    purposes: 'For',
    validity: 'In force',
    until: (from, to) => `${from} until ${to}`,
    withdrawal: 'To take it back',
    registered: 'Registered',
    registeredAs: (number, at) => `as number ${number}, at ${at}`,
    text: 'What you signed',
    textNote: 'Word for word. This text is what counts.',
    particulars: 'Particulars (ISO/IEC TS 27560)',
    record: 'Number of this statement',
    principal: 'Your identifier there',
    given: 'Signed, as your device says',
    jurisdictions: 'Law of',
    storage: 'Stored in',
    retention: 'Kept for',
    rights: 'Your other rights',
    notice: 'Notice',
    lawfulBasis: 'Lawful basis',
    consent: 'your consent',
    codes: 'To verify this receipt',
    codesNote:
      'Scan every code. They hold what you signed and the receipt of the register, both signed, and need no network. Whether you have taken it back since, only the register knows.',
    code: (number, of) => `Code ${number} of ${of}`,
    and: ', ',
  },
  'zh-CN': {
    title: {
      consent: '数据使用授权书回执',
      restriction: '限制访问回执',
      objection: '反对回执',
    },
    grantee: '被授权方',
    controller: '保管方',
    purposes: '使用目的',
    validity: '有效期',
    until: (from, to) => `自${from}起至${to}止`,
    withdrawal: '如何撤回',
    registered: '登记',
    registeredAs: (number, at) => `第${number}号，${at}`,
    text: '您签署的内容',
    textNote: '原文如下，以此为准。',
    particulars: '详细信息（ISO/IEC TS 27560）',
    record: '声明编号',
    principal: '您在该处的标识',
    given: '签署时间（由您的设备注明）',
    jurisdictions: '适用法律',
    storage: '存放地点',
    retention: '保存期限',
    rights: '您的其他权利',
    notice: '告知书',
    lawfulBasis: '处理依据',
    consent: '您的同意',
    codes: '如何验证本回执',
    codesNote:
      '请扫描全部二维码。其中含有您签署的内容和登记处的回执，二者均已签名，验证时无需网络。此后您是否撤回，只有登记处知道。',
    code: (number, of) => `二维码 ${number}/${of}`,
    and: '、',
  },
}
