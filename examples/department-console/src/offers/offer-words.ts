import { defineWords } from '@fidecura/app-kit'

/** How codes, and the four digits that follow them, speak. */
export const offerWords = defineWords({
  en: {
    makingTitle: 'Making the codes',
    title: (count: number) => (count === 1 ? '1 code' : `${count} codes`),
    lead: 'Each person scans their own code and reads you the four digits that appear. Type them here.',
    print: 'Print the codes',
    shownOnce: 'The codes are shown this once. Each is good for 24 hours and for one person.',
    until: (time: string) => `until ${time}`,
    codeOf: (name: string) => `Code of ${name}`,
    scanHere: 'Scan with your own device, or type this code at',
    digitsOf: (name: string) => `Four digits that ${name} reads to you`,
    digits: 'Four digits',
    wrong: (left: number) =>
      left === 1
        ? 'Not the same digits. One more try, then the code is void.'
        : `Not the same digits. Ask again: ${left} more tries.`,
    voided:
      'Three times wrong: the code is void. Somebody else may have scanned it. Make a new one.',
    states: {
      open: 'Not scanned yet',
      claimed: 'Scanned: type the digits',
      confirmed: 'The digits agree',
      issued: 'Done',
      void: 'Void',
    },
    allDone: 'All digits agree. A second person can approve now.',
    done: 'Done',
    compareTitle: 'Compare digits',
    compareLead:
      'Whoever has scanned a code stands at the top. Ask for the four digits on their screen.',
    noneTitle: 'Nobody waits',
    noneLead: 'Make codes for the people on the list first.',
    makeVoid: 'Void this code',
    loading: 'Looking who has scanned',
    scanned: (count: number) => `${count} scanned`,
    verified: (done: number, of: number) => `${done} of ${of} verified`,
    otherWallet: 'For another wallet',
    otherLead:
      'They scan this with a wallet of their own, which then asks for a code. You say it to them.',
    showCode: 'They have scanned: show me the code',
    sayCode: 'Say this code to the person in front of you, and to nobody else.',
    showPicture: 'Show the picture again',
    otherAgain: 'Make a new picture and code',
    ownApp: 'Back to the code for our app',
    waits: 'Waiting for the person’s wallet',
    fetched:
      'The wallet has fetched it. Waiting until the person keeps it. Some wallets do not say so: then ask the person.',
    refused: 'The wallet has not kept it. Ask the person why before they leave.',
  },
  'zh-CN': {
    makingTitle: '正在生成领取码',
    title: (count: number) => `${count} 个领取码`,
    lead: '每个人扫描自己的领取码，然后把屏幕上的四位数字念给您。请在这里输入。',
    print: '打印领取码',
    shownOnce: '领取码只显示这一次。每个 24 小时内有效，只能用一次。',
    until: (time: string) => `${time} 前有效`,
    codeOf: (name: string) => `${name}的领取码`,
    scanHere: '请用自己的设备扫描，或打开下列网址输入领取码',
    digitsOf: (name: string) => `${name}念出的四位数字`,
    digits: '四位数字',
    wrong: (left: number) =>
      left === 1
        ? '数字不一致。还可以试一次，再错就作废。'
        : `数字不一致。请再问一次，还可以试 ${left} 次。`,
    voided: '三次不一致，领取码已作废。可能被别人扫描了，请重新生成。',
    states: {
      open: '还没有扫描',
      claimed: '已扫描，请输入数字',
      confirmed: '数字一致',
      issued: '完成',
      void: '已作废',
    },
    allDone: '数字全部一致。现在可以由另一个人复核。',
    done: '完成',
    compareTitle: '核对数字',
    compareLead: '已扫描的人排在最上面。请问对方屏幕上的四位数字。',
    noneTitle: '没有人在等',
    noneLead: '请先为名单中的人生成领取码。',
    makeVoid: '作废这个领取码',
    loading: '正在查看谁已扫描',
    scanned: (count: number) => `${count} 人已扫描`,
    verified: (done: number, of: number) => `已核验 ${done} / ${of} 人`,
    otherWallet: '使用其他钱包领取',
    otherLead: '对方用自己的钱包扫描，钱包会要求输入验证码，请当面念给对方。',
    showCode: '对方已扫描，显示验证码',
    sayCode: '请把此验证码念给面前的本人，不要告诉其他人。',
    showPicture: '重新显示二维码',
    otherAgain: '重新生成二维码和验证码',
    ownApp: '返回本院应用的领取码',
    waits: '正在等待本人的钱包',
    fetched: '钱包已取走凭证，正在等待本人确认保存。有的钱包不会回报，请当面询问。',
    refused: '钱包没有保存凭证，请在对方离开前询问原因。',
  },
})
