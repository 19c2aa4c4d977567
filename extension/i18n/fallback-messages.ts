/** The texts of a page that cannot be shown. They do not come from the browser, which may be what fails. */
const FALLBACK_MESSAGES = {
  en: {
    title: 'This page could not be shown',
    text: 'The browser did not give the extension what the page needs. Try again. If that does not help, restart the browser.',
    tryAgain: 'Try again',
  },
  'zh-CN': {
    title: '无法显示此页面',
    text: '浏览器没有提供此页面所需的数据。请重试；如果仍然无法显示，请重启浏览器。',
    tryAgain: '重试',
  },
};

/** The texts in `language`, a BCP 47 tag. */
export function fallbackMessages(language: string): (typeof FALLBACK_MESSAGES)['en'] {
  return language.toLowerCase().startsWith('zh')
    ? FALLBACK_MESSAGES['zh-CN']
    : FALLBACK_MESSAGES.en;
}
