import type { OpenIdTexts } from './error-codes.ts'

export const chineseOpenIdErrors: OpenIdTexts = {
  openid_options_invalid: '配置项无效：地址须为 https，且不可重复',
  openid_message_malformed: '不是该协议的消息',
  openid_metadata_mismatch: '所述为另一签发方或授权服务器的元数据',
  openid_metadata_untrusted: '签发方元数据的签名无效、已过期，或签名者无权签名',
  openid_credential_unsupported: '不支持所提供凭证的格式或密钥绑定方式',
  openid_grant_unsupported: '不支持该签发方的领取方式',
  openid_not_opened: '该领取邀请未经打开：请从链接重新打开',
  openid_transaction_code_malformed: '需要领取码，或领取码的长度、字符不符',
  openid_expired: '领取邀请、代码或会话已过期',
  openid_authorization_mismatch: '浏览器带回的不是对本次请求的应答',
  openid_refused: '对方拒绝了请求',
  openid_server_failed: '对方服务器未能正常应答',
  openid_credential_unexpected: '收到的凭证与所申请的不符',
  openid_store_failed: '存储没有应答，或已满',
}
