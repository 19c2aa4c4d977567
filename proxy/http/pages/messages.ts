import type { ErrorCode } from '../../../shared/errors.ts';
import type { LoginError } from '../../../shared/login-outcomes.ts';

export type Language = 'en' | 'zh-CN';

/** What happened, and what the user can do. */
export interface PageMessages {
  title: string;
  text: string;
}

interface Messages {
  home: PageMessages;
  loginSuccess: PageMessages;
  loginError: Record<LoginError, PageMessages>;
  error: Partial<Record<ErrorCode, PageMessages>> & { other: PageMessages };
}

const CLOSE_EN = 'You can close this window.';
const CLOSE_ZH = '现在可以关闭此窗口。';

const misconfiguredEn: PageMessages = {
  title: 'Sign-in is set up wrongly',
  text: 'The platform refused the request of this proxy. Tell the person who runs it: the platform and the proxy disagree about the application, its callback address or its scope.',
};
const misconfiguredZh: PageMessages = {
  title: '登录配置有误',
  text: '平台拒绝了此代理的请求。请告知代理的管理员：平台与代理在应用、回调地址或权限范围上的配置不一致。',
};

export const PAGE_MESSAGES: Record<Language, Messages> = {
  en: {
    home: {
      title: 'Balance Companion proxy',
      text: 'This proxy is running. Enter its address in the settings of the Balance Companion extension, then sign in from the toolbar.',
    },
    loginSuccess: {
      title: 'You are signed in',
      text: `Your balance is now in the browser’s toolbar. ${CLOSE_EN}`,
    },
    loginError: {
      access_denied: {
        title: 'Sign-in was cancelled',
        text: `Access was not granted on the platform. If that was a mistake, choose Sign in again and allow it. ${CLOSE_EN}`,
      },
      missing_parameters: {
        title: 'The platform’s answer was incomplete',
        text: `Nothing was signed in. Choose Sign in in the extension to start again. ${CLOSE_EN}`,
      },
      invalid_state: {
        title: 'This sign-in is no longer valid',
        text: `It took longer than ten minutes, was already used, or began in another browser. Choose Sign in in the extension to start again. ${CLOSE_EN}`,
      },
      temporarily_unavailable: {
        title: 'The platform is not available',
        text: `It did not answer in time. Wait a few minutes, then choose Sign in again. ${CLOSE_EN}`,
      },
      server_error: {
        title: 'Sign-in did not work',
        text: `The platform and this proxy could not complete it. Choose Sign in again; if it keeps failing, tell the person who runs this proxy. ${CLOSE_EN}`,
      },
      invalid_request: misconfiguredEn,
      unauthorized_client: misconfiguredEn,
      unsupported_response_type: misconfiguredEn,
      invalid_scope: misconfiguredEn,
    },
    error: {
      rate_limited: {
        title: 'Too many attempts',
        text: 'Wait a minute, then choose Sign in in the extension again.',
      },
      headers_too_large: {
        title: 'Too many cookies',
        text: 'Programs on this host have stored more cookies in the browser than the proxy accepts. Delete the cookies of this host in the browser’s settings, then choose Sign in in the extension again.',
      },
      not_found: {
        title: 'There is nothing here',
        text: 'Enter only the address of this proxy in the settings of the extension, without a path.',
      },
      store_unavailable: {
        title: 'The proxy is not ready',
        text: 'It cannot reach its session store right now. Try again shortly.',
      },
      overloaded: {
        title: 'The proxy is busy',
        text: 'It has more to do than it can right now. Try again in a few seconds.',
      },
      shutting_down: {
        title: 'The proxy is shutting down',
        text: 'It takes no more work. Try again shortly.',
      },
      other: {
        title: 'That did not work',
        text: 'Go back to the extension and try again. If it keeps failing, tell the person who runs this proxy.',
      },
    },
  },
  'zh-CN': {
    home: {
      title: '余额伴侣代理',
      text: '代理正在运行。请在余额伴侣扩展的设置中填入此地址，然后从工具栏登录。',
    },
    loginSuccess: {
      title: '登录成功',
      text: `余额已显示在浏览器工具栏中。${CLOSE_ZH}`,
    },
    loginError: {
      access_denied: {
        title: '登录已取消',
        text: `你没有在平台上授予权限。如需登录，请重新点击“一键登录”并允许授权。${CLOSE_ZH}`,
      },
      missing_parameters: {
        title: '平台的应答不完整',
        text: `未能登录。请在扩展中点击“一键登录”重新开始。${CLOSE_ZH}`,
      },
      invalid_state: {
        title: '本次登录已失效',
        text: `登录超过十分钟、已被使用，或并非从此浏览器发起。请在扩展中点击“一键登录”重新开始。${CLOSE_ZH}`,
      },
      temporarily_unavailable: {
        title: '平台暂时不可用',
        text: `平台未能及时应答。请等待几分钟后再点击“一键登录”。${CLOSE_ZH}`,
      },
      server_error: {
        title: '登录未成功',
        text: `平台与代理未能完成登录。请重新点击“一键登录”；如果一直失败，请告知代理的管理员。${CLOSE_ZH}`,
      },
      invalid_request: misconfiguredZh,
      unauthorized_client: misconfiguredZh,
      unsupported_response_type: misconfiguredZh,
      invalid_scope: misconfiguredZh,
    },
    error: {
      rate_limited: {
        title: '尝试过于频繁',
        text: '请等待一分钟，然后在扩展中重新点击“一键登录”。',
      },
      headers_too_large: {
        title: 'Cookie 过多',
        text: '此主机上的程序在浏览器中存储的 Cookie 超出了代理可接受的大小。请在浏览器设置中删除此主机的 Cookie，然后在扩展中重新点击“一键登录”。',
      },
      not_found: {
        title: '此处没有内容',
        text: '请在扩展的设置中只填写代理的地址，不要带路径。',
      },
      store_unavailable: {
        title: '代理尚未就绪',
        text: '代理暂时无法访问会话存储，请稍后再试。',
      },
      overloaded: {
        title: '代理繁忙',
        text: '代理暂时忙不过来，请过几秒再试。',
      },
      shutting_down: {
        title: '代理正在关闭',
        text: '代理不再接受新的工作，请稍后再试。',
      },
      other: {
        title: '操作未成功',
        text: '请回到扩展中重试。如果一直失败，请告知代理的管理员。',
      },
    },
  },
};
