/** The oldest version of the proxy that this extension works with. */
export const MIN_PROXY_VERSION = '0.1.0';
