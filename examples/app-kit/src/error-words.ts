import { defineWords } from './language.tsx'

/** Several codes may be one thing for a person. */
export const errorKinds: Readonly<Record<string, ErrorKind>> = {
  browser_key_pin_wrong: 'pinWrong',
  browser_key_locked: 'pinLocked',
  browser_key_pin_weak: 'pinWeak',
  browser_passkey_refused: 'passkeyRefused',
  browser_passkey_unavailable: 'passkeyUnavailable',
  browser_storage_unavailable: 'noStorage',
  browser_key_malformed: 'keyDamaged',
  browser_key_not_found: 'keyDamaged',
  server_unreachable: 'offline',
  offline: 'offline',
  timeout: 'offline',
  bundle_member_missing: 'stale',
  bundle_member_stale: 'stale',
  status_list_stale: 'stale',
  bundle_clock_rolled_back: 'clockWrong',
  sign_in_expired: 'clockWrong',
  sign_in_time_wrong: 'clockWrong',
  token_from_future: 'clockWrong',
  session_missing: 'signInAgain',
  challenge_unknown: 'signInAgain',
  rate_limited: 'tooOften',
  idempotency_running: 'unknown',
  witness_quorum_missing: 'noWitness',
  break_glass_unrecorded: 'notRecorded',
  notice_failed: 'notRecorded',
  not_permitted: 'notPermitted',
  credentials_not_held: 'notPermitted',
  offer_code_wrong: 'codeUnknown',
  offer_state_wrong: 'codeUsed',
  offer_digits_wrong: 'digitsWrong',
  approver_not_second: 'notSecond',
  staff_state_wrong: 'changed',
  order_state_wrong: 'changed',
  order_malformed: 'orderMalformed',
  order_inapplicable: 'orderInapplicable',
  approval_mismatch: 'changed',
  mandate_mismatch: 'changed',
  representation_beyond_power: 'beyondPower',
  representation_mismatch: 'beyondPower',
  authority_ended: 'beyondPower',
  withdrawal_beyond_authority: 'beyondPower',
  representative_is_grantee: 'forYourself',
  record_enrolled: 'hasKey',
  custodian_elsewhere: 'notFromHere',
  idempotency_conflict: 'changed',
  changed_meanwhile: 'changed',
  credential_expired: 'expired',
  status_suspended: 'suspended',
  status_revoked: 'revoked',
  request_expired: 'requestOver',
  request_answered: 'requestAnswered',
  request_audience_wrong: 'notForYou',
  request_custodian_unknown: 'notForYou',
  request_relayed: 'relayed',
  request_malformed: 'damagedLink',
  signer_not_requester: 'notWhoTheySay',
  credential_issuer_untrusted: 'notWhoTheySay',
  signature_invalid: 'notWhoTheySay',
  backup_passphrase_wrong: 'passphraseWrong',
  backup_malformed: 'notABackup',
  camera_unavailable: 'noCamera',
  camera_refused: 'cameraRefused',
  scanned_other: 'otherCode',
}

export type ErrorKind = keyof (typeof errorWords)['en']

/** What happened, and what to do next: without a word that only a programmer knows. */
export const errorWords = defineWords({
  en: {
    pinWrong: {
      title: 'That was not the PIN',
      next: 'Type it again. After five wrong ones there is a wait.',
    },
    pinLocked: {
      title: 'Too many wrong PINs',
      next: 'Wait a little and try again. After twenty, a new key is needed: the desk helps.',
    },
    pinWeak: {
      title: 'That PIN is too easy to guess',
      next: 'Choose six digits that are no row and not all the same.',
    },
    passkeyRefused: {
      title: 'Fingerprint or face was not used',
      next: 'Try again, or type your PIN.',
    },
    passkeyUnavailable: { title: 'No fingerprint or face here', next: 'Type your PIN instead.' },
    noStorage: {
      title: 'This browser keeps nothing here',
      next: 'Close private browsing, or free some space, and open the page again.',
    },
    keyDamaged: {
      title: 'Your key cannot be read any more',
      next: 'Choose “Lost phone” to have a new one confirmed.',
    },
    offline: {
      title: 'No connection',
      next: 'Nothing was lost. Try again when there is a network.',
    },
    stale: {
      title: 'What is stored here is too old to rely on',
      next: 'Connect to the network once, then it goes on.',
    },
    signInAgain: { title: 'You were signed out', next: 'Open your key again.' },
    noWitness: {
      title: 'The witnesses of the hospital’s log have not signed',
      next: 'What is done here counts once other organisations have signed that the log has it. Too few of them answered. Try again in a minute; nothing is done twice.',
    },
    notRecorded: {
      title: 'It could not be recorded, so nothing was opened',
      next: 'The log of the hospital must have it first, and its witnesses must have signed. Try again in a minute.',
    },
    tooOften: { title: 'Too many tries', next: 'Wait a minute and try again.' },
    codeUnknown: {
      title: 'This code is not known, was used, or is over',
      next: 'Check the letters, or ask the desk for a new one.',
    },
    codeUsed: {
      title: 'This code was used before',
      next: 'If that was not you, tell the desk now.',
    },
    changed: {
      title: 'This was sent before with other content',
      next: 'Open it again and look what is there now.',
    },
    digitsWrong: {
      title: 'Those are not the digits',
      next: 'Ask for the ones on their screen. After three wrong ones a new code is needed.',
    },
    clockWrong: {
      title: 'The clock of this device is wrong',
      next: 'Set date and time to automatic, then try again.',
    },
    notPermitted: {
      title: 'That is not for you to do',
      next: 'If you think it should be, ask at the desk.',
    },
    orderMalformed: {
      title: 'Something in it is missing or not as it must be',
      next: 'Fill in each field; addresses begin with https://, identifiers with did:.',
    },
    orderInapplicable: {
      title: 'This would change nothing, or too much',
      next: 'It is so already, or there is no such thing here, or it is the last one.',
    },
    notSecond: {
      title: 'Somebody else must do this',
      next: 'Two people are needed. Lock, and let another person open their own key.',
    },
    beyondPower: {
      title: 'You may not do this for them',
      next: 'It goes beyond what they let you do. They can sign it themselves, or let you do more.',
    },
    forYourself: {
      title: 'That would open the record to yourself',
      next: 'Whoever acts for somebody opens nothing to themself. The patient has to sign it.',
    },
    hasKey: {
      title: 'This record has a key already',
      next: 'If the phone is lost, choose “Lost phone”.',
    },
    notFromHere: {
      title: 'That hospital cannot be reached from here',
      next: 'Open its own console and sign in there.',
    },
    relayed: {
      title: 'Somebody else passed this on',
      next: 'Do not sign. Ask whoever wants your consent to send it themselves.',
    },
    damagedLink: {
      title: 'The link is not whole',
      next: 'Open it again from the message, or ask for a new one.',
    },
    notWhoTheySay: {
      title: 'It is not certain who asks',
      next: 'Do not sign. Tell the hospital.',
    },
    notABackup: {
      title: 'That is not a backup of this app',
      next: 'Choose the file that you saved here.',
    },
    expired: { title: 'A proof is out of date', next: 'Ask whoever issued it to renew it.' },
    suspended: {
      title: 'Stopped for now',
      next: 'The hospital has stopped one of the proofs behind this. Nothing opens until it lifts that.',
    },
    revoked: {
      title: 'No longer valid',
      next: 'One of the proofs behind this was withdrawn for good: by the hospital, or by whoever let you act for them.',
    },
    requestOver: {
      title: 'The time for this request is over',
      next: 'You need not do anything. They may ask again.',
    },
    requestAnswered: {
      title: 'You have answered this already',
      next: 'See “History” for what you said.',
    },
    notForYou: {
      title: 'This is meant for somebody else',
      next: 'Do not sign. Tell whoever gave it to you.',
    },
    passphraseWrong: {
      title: 'That was not the pass phrase',
      next: 'Type it as you wrote it down, blanks too.',
    },
    noCamera: { title: 'The camera cannot be used', next: 'Type the code instead.' },
    cameraRefused: {
      title: 'This page may not use the camera',
      next: 'Type the code instead, or allow the camera in the settings of the browser.',
    },
    otherCode: {
      title: 'That is another code',
      next: 'Hold the camera over the code that the desk shows you.',
    },
    unknown: {
      title: 'It is not certain that this worked',
      next: 'Try again: nothing happens twice.',
    },
    failed: {
      title: 'This was refused',
      next: 'Nothing was signed or sent. If it comes again, tell whoever helps you the code below.',
    },
  },
  'zh-CN': {
    pinWrong: { title: '密码不对', next: '请再输入一次。连续输错五次后需要等待。' },
    pinLocked: {
      title: '输错次数太多',
      next: '请稍等再试。输错二十次后需要新的密钥，窗口可以帮忙。',
    },
    pinWeak: { title: '这个密码太容易猜到', next: '请设置六位数字，不要连续，也不要全部相同。' },
    passkeyRefused: { title: '没有使用指纹或人脸', next: '请再试一次，或输入密码。' },
    passkeyUnavailable: { title: '这里不能用指纹或人脸', next: '请输入密码。' },
    noStorage: { title: '浏览器在这里不保存数据', next: '请关闭无痕模式或清理空间，再重新打开。' },
    keyDamaged: { title: '您的密钥已无法读取', next: '请选择“手机丢失”，确认新的密钥。' },
    offline: { title: '没有网络', next: '没有丢失任何内容。有网络时再试。' },
    stale: { title: '这里保存的内容太旧，不能作准', next: '请联网一次，然后继续。' },
    signInAgain: { title: '已退出登录', next: '请重新打开您的密钥。' },
    noWitness: {
      title: '医院日志的见证节点还没有签名',
      next: '操作存入日志，并由其他机构的见证节点签名后才算完成。目前签名的节点不够，请一分钟后再试，不会重复办理。',
    },
    notRecorded: {
      title: '未能记录，因此没有调阅任何内容',
      next: '必须先存入医院日志，并由见证节点签名。请一分钟后再试。',
    },
    tooOften: { title: '尝试次数太多', next: '请等一分钟再试。' },
    codeUnknown: {
      title: '没有这个领取码，或已用过、已过期',
      next: '请核对字母，或向窗口要一个新的。',
    },
    codeUsed: { title: '这个领取码已经用过', next: '如果不是您本人，请马上告诉窗口。' },
    changed: { title: '之前发送过不同的内容', next: '请重新打开，看看现在的内容。' },
    digitsWrong: { title: '数字不对', next: '请对方读出屏幕上的数字。错三次后需要新的领取码。' },
    clockWrong: { title: '本机的时间不对', next: '请把日期和时间设为自动，再试一次。' },
    notPermitted: { title: '您不能办理这一项', next: '如有疑问，请到窗口询问。' },
    orderMalformed: {
      title: '有内容缺失或格式不对',
      next: '请逐项填写：网址以 https:// 开头，标识以 did: 开头。',
    },
    orderInapplicable: {
      title: '这样不会有任何变化，或变化过大',
      next: '已经是这样，或这里没有这一项，或它是最后一项。',
    },
    notSecond: {
      title: '需要由另一个人办理',
      next: '需要两个人。请锁定，由另一个人打开自己的密钥。',
    },
    beyondPower: {
      title: '您不能代对方办理这一项',
      next: '这超出了对方委托的范围。可以由对方本人签字，或请对方扩大委托。',
    },
    forYourself: {
      title: '这会把病历开放给您自己',
      next: '代办的人不能向自己开放病历，需要患者本人签字。',
    },
    hasKey: { title: '这份病历已有密钥', next: '如果手机丢失，请选择“手机丢失”。' },
    notFromHere: { title: '从这里无法连接那家医院', next: '请打开那家医院的控制台登录。' },
    relayed: { title: '这是别人转来的', next: '请不要签字。请让对方亲自发送。' },
    damagedLink: { title: '链接不完整', next: '请从消息中重新打开，或要一个新的。' },
    notWhoTheySay: { title: '无法确定是谁在请求', next: '请不要签字，并告诉医院。' },
    notABackup: { title: '这不是本应用的备份', next: '请选择在这里保存的文件。' },
    expired: { title: '有一份凭证已过期', next: '请联系签发方更新。' },
    suspended: { title: '已暂停', next: '医院停用了其中一份凭证。恢复之前不会开放任何内容。' },
    revoked: { title: '已失效', next: '其中一份凭证已被撤销：由医院撤销，或由委托人收回。' },
    requestOver: { title: '这份请求已过时限', next: '您不用做什么。对方可以再次请求。' },
    requestAnswered: { title: '您已经答复过了', next: '请在“记录”中查看您的答复。' },
    notForYou: { title: '这不是给您的', next: '请不要签字，并告诉给您的人。' },
    passphraseWrong: { title: '口令不对', next: '请按您写下的原样输入，包括空格。' },
    noCamera: { title: '无法使用相机', next: '请改为输入领取码。' },
    cameraRefused: {
      title: '没有使用相机的权限',
      next: '请改为输入领取码，或在浏览器设置中允许使用相机。',
    },
    otherCode: { title: '这不是窗口给的二维码', next: '请把相机对准窗口出示的二维码。' },
    unknown: { title: '还不能确定是否成功', next: '请再试一次：不会重复执行。' },
    failed: {
      title: '没有通过',
      next: '没有签字，也没有发送。如再次出现，请把下面的代码告诉工作人员。',
    },
  },
})
