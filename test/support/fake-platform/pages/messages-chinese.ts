import type { Messages } from './messages-english.ts';

export const chinese: Messages = {
  language: 'zh-CN',
  fakeNotice: '测试与演示用的替身平台，不涉及真实账户和资金。',

  logIn: '登录',
  logInToContinue: (app) => `登录后继续使用「${app}」`,
  logInLead: '请使用您的平台账户。',
  username: '用户名',
  password: '密码',
  cancel: '取消',
  wrongPassword: '用户名或密码不正确。',
  hint: ['试用账户：用户名 ', '，密码 ', '。'],
  loggedInAs: (name) => `当前账户：${name}`,
  otherAccount: '使用其他账户',

  consent: (app) => `允许「${app}」访问？`,
  consentLead: (app) => `「${app}」希望查看您账户的以下信息：`,
  scopes: {
    profile: ['基本资料', '您的用户名和邮箱'],
    balance: ['账户余额', '您的余额和已用额度'],
  },
  consentGoesTo: (host) => `完成后将前往 ${host}`,
  allow: '允许',
  deny: '拒绝',

  balance: '账户余额',

  topup: '账户充值',
  topupLead: '充值即时到账，不会产生任何费用。',
  amount: '金额',
  addCredit: '充值',
  credited: (amount, balance) => `已充值 ${amount}，当前余额 ${balance}。`,
  wrongAmount: '请输入 0.01 到 10000 之间的金额。',

  errorTitle: '无法继续',
  errorLead: '请返回后重试。',
  unknownClient: '没有以此 client_id 注册的应用。',
  wrongRedirectUri: 'redirect_uri 与应用注册的地址不一致。',
  requestGone: '该授权请求已处理完毕，或已过期。',
};
