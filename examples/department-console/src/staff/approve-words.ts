import { defineWords } from '@fidecura/app-kit'

/** How the second person's check speaks. */
export const approveWords = defineWords({
  en: {
    title: (count: number) => (count === 1 ? 'Approve 1 person' : `Approve ${count} people`),
    lead: 'Look at each line. With your signature they get their credentials.',
    selfTitle: 'Somebody else must approve these',
    selfLead: 'Whoever brought people in, or compared their digits, cannot approve them.',
    ownLines: (count: number) =>
      `${count} of them you brought in or compared yourself; they are left out.`,
    allow: 'They may ask for records for',
    department: 'For the department',
    vouches: 'Brought in and compared by',
    sign: (count: number) => (count === 1 ? 'Sign for 1 person' : `Sign for ${count} people`),
    signing: 'Signing',
    changed: 'Something changed in the meantime. Look at the lines again, then sign.',
    doneTitle: (count: number) =>
      count === 1 ? '1 person can work now' : `${count} people can work now`,
    doneLead: 'The credentials reach their devices by themselves.',
    toStaff: 'To the staff list',
    noneTitle: 'Nothing to approve',
    noneLead: 'When digits have been compared, people stand here.',
    take: (name: string) => `Approve ${name}`,
    send: 'Send back instead',
  },
  'zh-CN': {
    title: (count: number) => `复核 ${count} 人`,
    lead: '请逐行查看。您签字后，他们会得到凭证。',
    selfTitle: '需要由另一个人复核',
    selfLead: '导入名单或核对数字的人，不能同时复核。',
    ownLines: (count: number) => `其中 ${count} 人由您本人导入或核对，未列入。`,
    allow: '可以为下列目的申请查看病历',
    department: '所属科室',
    vouches: '导入和核对',
    sign: (count: number) => `为 ${count} 人签字`,
    signing: '正在签字',
    changed: '内容在此期间有变化。请重新查看后再签字。',
    doneTitle: (count: number) => `${count} 人现在可以工作`,
    doneLead: '凭证会自动到达他们的设备。',
    toStaff: '返回人员名单',
    noneTitle: '没有需要复核的',
    noneLead: '核对数字之后，人员会出现在这里。',
    take: (name: string) => `复核${name}`,
    send: '退回',
  },
})
