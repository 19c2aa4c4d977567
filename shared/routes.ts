/** The proxy's paths that the extension uses. */
export const ROUTES = {
  page: '/',
  signIn: '/auth/oauth/start',
  callback: '/oauth/callback',
  signOut: '/auth/logout',
  userInfo: '/api/user/info',
  topUp: '/api/user/topup',
  sessions: '/api/sessions',
  about: '/api/about',
} as const;

/** A header that no form, image or navigation can send. Requests without it are refused as forged. */
export const CSRF_HEADER = 'X-CSRF';
export const CSRF_VALUE = '1';
