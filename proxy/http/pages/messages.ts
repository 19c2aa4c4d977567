import type { ErrorCode } from '../../../shared/errors.ts';
import type { LoginError } from '../../../shared/login-outcomes.ts';

export type Language = 'en' | 'zh-CN';

/** What happened. */
export interface PageMessages {
  title: string;
  text: string;
}

/** Why a request failed, and what the user does next. */
interface ErrorMessages extends PageMessages {
  next: string;
}

/**
 * Where the extension has a message for the same outcome, the page has its words. A test compares them, because the
 * proxy runs without the files of the extension.
 */
interface Messages {
  productName: string;
  /** After a failed sign-in: where the next one starts. */
  signInAgain: string;
  /** After an error. */
  closeWindow: string;
  /** Above the code of an error. */
  codeLabel: string;
  home: PageMessages & { addressLabel: string };
  loginSuccess: PageMessages & { close: string };
  loginError: Record<LoginError, PageMessages>;
  notFound: PageMessages & { homeLink: string };
  error: Partial<Record<ErrorCode, ErrorMessages>> & { other: ErrorMessages };
}

const notAcceptedEn: PageMessages = {
  title: 'The platform refused the proxy',
  text: 'Ask the proxy’s operator to check its configuration, then sign in again.',
};
const notAcceptedZh: PageMessages = {
  title: '平台拒绝了代理的请求',
  text: '请让代理的管理员检查配置，然后重新登录。',
};

const TRY_LATER_EN =
  'Try again in the extension in a moment. If it happens again, tell the proxy’s operator.';
const TRY_LATER_ZH = '请稍后在扩展中重试。如果问题仍然出现，请告知代理的管理员。';

export const PAGE_MESSAGES: Record<Language, Messages> = {
  en: {
    productName: 'Balance Companion',
    signInAgain: 'To try again, open the extension and choose “Sign in”.',
    closeWindow: 'You can close this window.',
    codeLabel: 'Code for the operator',
    home: {
      title: 'This proxy is running',
      text: 'Enter its address in the settings of the extension, then sign in from the toolbar.',
      addressLabel: 'Address of this proxy',
    },
    loginSuccess: {
      title: 'You are signed in',
      text: 'The extension now shows your balance.',
      close: 'You can close this window if it does not close by itself.',
    },
    loginError: {
      access_denied: {
        title: 'You did not allow access',
        text: 'The platform did not share your account. Sign in again and allow it.',
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
      invalid_request: notAcceptedEn,
      unauthorized_client: notAcceptedEn,
      unsupported_response_type: notAcceptedEn,
      invalid_scope: notAcceptedEn,
    },
    notFound: {
      title: 'This page does not exist',
      text: 'The settings of the extension take the address of this proxy alone, without a path.',
      homeLink: 'Start page of this proxy',
    },
    error: {
      rate_limited: {
        title: 'Too many requests',
        text: 'More requests came from your network than the proxy accepts, so it did not carry out this one.',
        next: 'Wait a minute, then try again in the extension.',
      },
      headers_too_large: {
        title: 'Too many cookies',
        text: 'Programs on this host have stored more cookies in the browser than the proxy accepts, so it could not read this request.',
        next: 'Delete the cookies of this host in the browser’s settings, then try again in the extension.',
      },
      internal_error: {
        title: 'The proxy ran into an error',
        text: 'It could not complete this request.',
        next: TRY_LATER_EN,
      },
      store_unavailable: {
        title: 'The proxy can’t reach its storage',
        text: 'Without it, nobody can sign in, and this request was not carried out.',
        next: TRY_LATER_EN,
      },
      overloaded: {
        title: 'The proxy is busy',
        text: 'It has more to do than it can handle right now, so it did not carry out this request.',
        next: 'Try again in the extension in a few seconds.',
      },
      shutting_down: {
        title: 'The proxy is shutting down',
        text: 'Someone is stopping or restarting it, so it did not carry out this request.',
        next: TRY_LATER_EN,
      },
      other: {
        title: 'That did not work',
        text: 'The proxy could not carry out this request.',
        next: TRY_LATER_EN,
      },
    },
  },
  'zh-CN': {
    productName: '余额伴侣',
    signInAgain: '如需重试，请打开扩展，点击“一键登录”。',
    closeWindow: '你可以关闭此窗口。',
    codeLabel: '供管理员参考的代码',
    home: {
      title: '代理正在运行',
      text: '请在扩展的设置中填入代理的地址，然后从工具栏登录。',
      addressLabel: '此代理的地址',
    },
    loginSuccess: {
      title: '登录成功',
      text: '扩展现在会显示你的余额。',
      close: '如果此窗口没有自动关闭，你可以自行关闭。',
    },
    loginError: {
      access_denied: {
        title: '你未同意授权',
        text: '平台没有共享你的账户信息。请重新登录并同意授权。',
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
      invalid_request: notAcceptedZh,
      unauthorized_client: notAcceptedZh,
      unsupported_response_type: notAcceptedZh,
      invalid_scope: notAcceptedZh,
    },
    notFound: {
      title: '此页面不存在',
      text: '在扩展的设置中，只需填写代理的地址，不要带路径。',
      homeLink: '此代理的首页',
    },
    error: {
      rate_limited: {
        title: '请求过于频繁',
        text: '来自你的网络的请求超出了代理的限制，因此本次请求没有执行。',
        next: '请等一分钟，然后在扩展中重试。',
      },
      headers_too_large: {
        title: 'Cookie 过多',
        text: '此主机上的程序在浏览器中存储的 Cookie 超出了代理可接受的大小，因此代理无法读取本次请求。',
        next: '请在浏览器设置中删除此主机的 Cookie，然后在扩展中重试。',
      },
      internal_error: {
        title: '代理出错了',
        text: '代理未能完成本次请求。',
        next: TRY_LATER_ZH,
      },
      store_unavailable: {
        title: '代理无法访问存储',
        text: '存储恢复之前无法登录，本次请求也没有执行。',
        next: TRY_LATER_ZH,
      },
      overloaded: {
        title: '代理繁忙',
        text: '代理暂时忙不过来，因此本次请求没有执行。',
        next: '请过几秒在扩展中重试。',
      },
      shutting_down: {
        title: '代理正在关闭',
        text: '代理正在停止或重启，因此本次请求没有执行。',
        next: TRY_LATER_ZH,
      },
      other: {
        title: '操作未能完成',
        text: '代理无法执行本次请求。',
        next: TRY_LATER_ZH,
      },
    },
  },
};
