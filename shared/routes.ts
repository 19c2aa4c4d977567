/** The paths of the proxy that the extension knows. */
export const ROUTES = {
  page: '/',
  signIn: '/auth/oauth/start',
  callback: '/oauth/callback',
  signOut: '/auth/logout',
  userInfo: '/api/user/info',
  topUp: '/api/user/topup',
  about: '/api/about',
} as const;

/** The header that no form, image or navigation can send: its presence tells our own calls from forged ones. */
export const CSRF_HEADER = 'X-CSRF';
export const CSRF_VALUE = '1';
