import type { Caption } from '../../support/store-texts/store-texts.ts';
import type { Variant } from '../variants.ts';

/** The parts of the moving picture. */
export type Part = 'sign-in' | 'balance' | 'refresh' | 'top-up' | 'credit';

/** What stands beside the screens of each part. */
export const CAPTIONS: Readonly<Record<Variant['language'], Readonly<Record<Part, Caption>>>> = {
  en: {
    'sign-in': {
      headline: 'Sign in once',
      line: 'On the platform’s own page. The extension never sees the password.',
    },
    balance: {
      headline: 'Your balance, on the button',
      line: 'One click shows what was used, and how long the rest lasts.',
    },
    refresh: {
      headline: 'Always current',
      line: 'Refresh after a request, and see what it cost.',
    },
    'top-up': {
      headline: 'Top up in two clicks',
      line: 'The button opens the page of the platform.',
    },
    credit: {
      headline: 'The credit arrives by itself',
      line: 'Close the page, and the balance is current at once.',
    },
  },
  'zh-CN': {
    'sign-in': {
      headline: '登录一次即可',
      line: '在平台自己的页面登录，扩展不会接触你的密码。',
    },
    balance: {
      headline: '余额就在工具栏上',
      line: '点一下就能看到用了多少、还能用多久。',
    },
    refresh: {
      headline: '余额始终最新',
      line: '请求之后刷新一下，花了多少一目了然。',
    },
    'top-up': {
      headline: '充值只需两步',
      line: '点击按钮，打开平台自己的充值页面。',
    },
    credit: {
      headline: '到账即显示',
      line: '关闭页面，余额随即更新。',
    },
  },
};
