/* Who may import whom: ARCHITECTURE.md says why. Type-only imports count, except where a rule says otherwise. */

/** Forbids `folder` everything inside src except itself and `allowed`. */
function only(folder, allowed) {
  return {
    name: `${folder}-imports`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: '[.]test[.]tsx?$' },
    to: { path: '^src/', pathNot: [`^src/(${[folder, ...allowed].join('|')})/`] },
  };
}

/** One vendor's folder knows nothing of another's. */
function vendor(folder, others) {
  return {
    name: `${folder}-alone`,
    severity: 'error',
    from: { path: `^src/replicas/${folder}/`, pathNot: '[.]test[.]tsx?$' },
    to: { path: `^src/replicas/(${others.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^cloudflare:' },
    },
    only('model', []),
    only('engine', ['model']),
    only('protocol', ['model']),
    only('hub', ['model']),
    only('sync', ['engine', 'model', 'protocol', 'hub']),
    only('webhooks', ['model', 'hub', 'protocol']),
    only('replicas', ['engine', 'model', 'protocol', 'hub', 'sync', 'webhooks']),
    vendor('todoist', ['things', 'mobile']),
    vendor('things', ['todoist', 'mobile']),
    only('metrics', ['model', 'hub']),
    only('checkpoint', ['model', 'protocol', 'hub', 'metrics']),
    only('legacy', ['model', 'protocol', 'hub', 'checkpoint', 'metrics', 'replicas']),
    only('older', ['model', 'engine', 'protocol', 'hub', 'sync', 'checkpoint', 'legacy', 'metrics']),
    only('worker', [
      'model',
      'engine',
      'protocol',
      'hub',
      'sync',
      'replicas',
      'checkpoint',
      'legacy',
      'older',
      'webhooks',
      'metrics',
    ]),
    only('client', ['model', 'protocol']),
    only('mobile-client', ['model', 'protocol']),
    only('ui', []),
    only('app', ['ui', 'mobile-client', 'protocol', 'model']),
    only('agent', ['client', 'model', 'protocol', 'replicas']),
    only('openapi', ['model', 'protocol']),
    only('local', ['agent', 'client', 'protocol', 'openapi', 'model', 'replicas']),
    only('cli', ['local', 'agent', 'client', 'protocol', 'model', 'replicas']),
    {
      name: 'no-answers-in-the-worker',
      comment:
        'Schemas of answers are for clients, the document and tests: the Worker takes only their types.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(protocol|openapi|client|agent|local|cli)/', '[.]test[.]tsx?$'],
      },
      to: { path: '^src/protocol/answers/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-answers-among-endpoints',
      severity: 'error',
      from: { path: '^src/protocol/', pathNot: '^src/protocol/answers/' },
      to: { path: '^src/protocol/answers/' },
    },
    {
      name: 'engine-is-pure',
      severity: 'error',
      from: { path: '^src/(engine|model)/', pathNot: '[.]test[.]tsx?$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'pages-are-for-browsers',
      severity: 'error',
      from: { path: '^src/(app|ui)/', pathNot: '[.]test[.]tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'emulators-stand-alone',
      severity: 'error',
      from: { path: '^emulators/' },
      to: { path: '^src/' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { path: '^(src|emulators)/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^test/|[.]test[.]tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
