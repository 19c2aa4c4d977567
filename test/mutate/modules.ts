/** The pure and the dangerous modules, each with the folder of its own tests. */
export const MUTATED_MODULES: Readonly<Record<string, string>> = {
  'extension/domain': 'test/extension/domain',
  'proxy/auth': 'test/proxy/auth',
  'proxy/platform': 'test/proxy/platform',
  'proxy/store': 'test/proxy/store',
};
