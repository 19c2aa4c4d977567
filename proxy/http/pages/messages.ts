import type { ErrorCode } from '../../../shared/errors.ts';
import type { LoginError } from '../../../shared/login-outcomes.ts';

export type Language = 'en' | 'zh-CN';

/** What happened, what the user can do, and whether the window is still needed. */
export interface PageMessages {
  title: string;
  text: string;
  close?: string;
}

/**
 * Where the extension has a message for the same outcome, the page has its words. A test compares them, because the
 * proxy runs without the files of the extension.
 */
interface Messages {
  productName: string;
  close: string;
  home: PageMessages;
  loginSuccess: PageMessages;
  loginError: Record<LoginError, PageMessages>;
  error: Partial<Record<ErrorCode, PageMessages>> & { other: PageMessages };
}

const notAcceptedEn = (code: LoginError): PageMessages => ({
  title: 'The platform refused the proxy',
  text: `Its response was ${code}. Ask the proxy’s operator to check its configuration, then sign in again.`,
});
const notAcceptedZh = (code: LoginError): PageMessages => ({
  title: '平台拒绝了代理的请求',
  text: `平台返回 ${code}。请让代理的管理员检查配置，然后重新登录。`,
});

export const PAGE_MESSAGES: Record<Language, Messages> = {
  en: {
    productName: 'Balance Companion',
    close: 'You can close this window.',
    home: {
      title: 'Balance Companion proxy',
      text: 'This proxy is running. Enter its address in the settings of the Balance Companion extension, then sign in from the toolbar.',
    },
    loginSuccess: {
      title: 'You are signed in',
      text: 'The extension now shows your balance.',
      close: 'You can close this window if it does not close by itself.',
    },
    loginError: {
      access_denied: {
        title: 'Access was declined',
        text: 'The platform was told not to share your account. Sign in again and allow it.',
      },
      missing_parameters: {
        title: 'Sign-in came back incomplete',
        text: 'The platform left something out. Sign in again; if that does not help, tell the proxy’s operator.',
      },
      invalid_state: {
        title: 'This sign-in is no longer valid',
        text: 'It took too long, or it was started somewhere else. Sign in again.',
      },
      temporarily_unavailable: {
        title: 'The platform is busy',
        text: 'It could not complete your sign-in right now. Wait a minute, then sign in again.',
      },
      server_error: {
        title: 'Sign-in failed',
        text: 'Something went wrong between the proxy and the platform. Sign in again in a moment.',
      },
      invalid_request: notAcceptedEn('invalid_request'),
      unauthorized_client: notAcceptedEn('unauthorized_client'),
      unsupported_response_type: notAcceptedEn('unsupported_response_type'),
      invalid_scope: notAcceptedEn('invalid_scope'),
    },
    error: {
      rate_limited: {
        title: 'Too many requests',
        text: 'The proxy asks for a short pause. Wait a little, then try again.',
      },
      headers_too_large: {
        title: 'Too many cookies',
        text: 'Programs on this host have stored more cookies in the browser than the proxy accepts. Delete the cookies of this host in the browser’s settings, then sign in again.',
      },
      not_found: {
        title: 'There is nothing here',
        text: 'Enter only the address of this proxy in the settings of the extension, without a path.',
      },
      store_unavailable: {
        title: 'The proxy can’t reach its storage',
        text: 'Try again in a moment.',
      },
      overloaded: {
        title: 'The proxy is busy',
        text: 'It has more to do than it can right now. Try again in a few seconds.',
      },
      shutting_down: {
        title: 'The proxy is shutting down',
        text: 'It takes no more work. Try again in a moment.',
      },
      other: {
        title: 'That did not work',
        text: 'Go back to the extension and try again. If it happens again, tell the proxy’s operator.',
      },
    },
  },
  'zh-CN': {
    productName: '余额伴侣',
    close: '你可以关闭此窗口。',
    home: {
      title: '余额伴侣代理',
      text: '代理正在运行。请在余额伴侣扩展的设置中填入此地址，然后从工具栏登录。',
    },
    loginSuccess: {
      title: '登录成功',
      text: '扩展现在会显示你的余额。',
      close: '如果此窗口没有自动关闭，你可以自行关闭。',
    },
    loginError: {
      access_denied: {
        title: '授权被拒绝',
        text: '你未同意平台共享账户信息。请重新登录并同意授权。',
      },
      missing_parameters: {
        title: '登录返回的信息不完整',
        text: '平台返回的信息有缺失。请重新登录；如果仍然如此，请告知代理的管理员。',
      },
      invalid_state: {
        title: '本次登录已失效',
        text: '登录耗时过长，或是从其他地方发起的。请重新登录。',
      },
      temporarily_unavailable: {
        title: '平台繁忙',
        text: '平台暂时无法完成登录。请等一分钟后重新登录。',
      },
      server_error: {
        title: '登录失败',
        text: '代理与平台之间出现了问题。请稍后重新登录。',
      },
      invalid_request: notAcceptedZh('invalid_request'),
      unauthorized_client: notAcceptedZh('unauthorized_client'),
      unsupported_response_type: notAcceptedZh('unsupported_response_type'),
      invalid_scope: notAcceptedZh('invalid_scope'),
    },
    error: {
      rate_limited: {
        title: '请求过于频繁',
        text: '代理要求稍作等待，请过一会儿再试。',
      },
      headers_too_large: {
        title: 'Cookie 过多',
        text: '此主机上的程序在浏览器中存储的 Cookie 超出了代理可接受的大小。请在浏览器设置中删除此主机的 Cookie，然后重新登录。',
      },
      not_found: {
        title: '此处没有内容',
        text: '请在扩展的设置中只填写代理的地址，不要带路径。',
      },
      store_unavailable: {
        title: '代理无法访问存储',
        text: '请稍后重试。',
      },
      overloaded: {
        title: '代理繁忙',
        text: '代理暂时忙不过来，请过几秒再试。',
      },
      shutting_down: {
        title: '代理正在关闭',
        text: '代理不再接受新的工作，请稍后重试。',
      },
      other: {
        title: '操作未能完成',
        text: '请回到扩展中重试。如果问题仍然出现，请告知代理的管理员。',
      },
    },
  },
};
