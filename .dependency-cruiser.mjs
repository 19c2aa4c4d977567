/**
 * The import rules that `npm run check` enforces. A folder imports only folders of the layers below its
 * own, never upwards and never sideways.
 */
const PROXY_LAYERS = [
  ['cli'],
  ['routes'],
  ['http'],
  ['account'],
  ['auth'],
  ['platform', 'store'],
  ['observability'],
  ['config'],
  ['errors', 'files', 'timing'],
];

const EXTENSION_LAYERS = [
  ['entrypoints'],
  ['components'],
  ['background'],
  ['api', 'storage', 'i18n'],
  ['browser'],
  ['domain'],
];

/** Files outside the layers: the check of the Node version and the catalogues of messages. */
const UNLAYERED = ['node-version.js$', 'public/'];

/** @returns One rule per folder: what it must not import. */
function layerRules(root, layers) {
  return layers.flatMap((layer, depth) =>
    layer.map((folder) => {
      const lower = layers.slice(depth + 1).flat();
      const allowed = [...[folder, ...lower].map((name) => `${name}/`), ...UNLAYERED].join('|');
      return {
        name: `${root}/${folder} imports lower layers only`,
        severity: 'error',
        from: { path: `^${root}/${folder}/` },
        to: { path: `^${root}/`, pathNot: `^${root}/(${allowed})` },
      };
    }),
  );
}

const separate = (from, ...others) => ({
  name: `${from} imports neither ${others.join(' nor ')}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: `^(${others.join('|')})/` },
});

export default {
  forbidden: [
    ...layerRules('proxy', PROXY_LAYERS),
    ...layerRules('extension', EXTENSION_LAYERS),
    separate('proxy', 'extension', 'test'),
    separate('extension', 'proxy', 'test'),
    separate('shared', 'proxy', 'extension', 'test'),
    {
      // The imports of types are erased before the code runs.
      name: 'proxy and shared run without development dependencies',
      severity: 'error',
      from: { path: '^(proxy|shared)/', pathNot: '^proxy/build/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no file cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no folder cycles',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(proxy|extension|shared)/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
