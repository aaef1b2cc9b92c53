/* Who may import whom: ARCHITECTURE.md says why. Type-only imports count, except where a rule says otherwise. */

/** Forbids `folder` everything inside src except itself and `allowed`. */
function only(folder, allowed) {
  return {
    name: `${folder}-imports`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: '[.]test[.]ts$' },
    to: { path: '^src/', pathNot: [`^src/(${[folder, ...allowed].join('|')})/`] },
  };
}

/** Adapters may name the types of sync's ports, and nothing else of it. */
function adapter(folder, allowed) {
  return {
    name: `${folder}-imports`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: '[.]test[.]ts$' },
    to: {
      path: '^src/',
      pathNot: [`^src/(${[folder, 'model', 'protocol', ...allowed].join('|')})/`, '^src/sync/ports/'],
    },
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
    only('sync', ['engine', 'model', 'protocol']),
    adapter('todoist', []),
    adapter('things', []),
    adapter('store', []),
    adapter('batches', []),
    adapter('migration', ['batches', 'store']),
    only('worker', [
      'model',
      'engine',
      'protocol',
      'sync',
      'todoist',
      'things',
      'store',
      'batches',
      'migration',
    ]),
    only('agent', ['model', 'protocol', 'things']),
    only('local', ['agent', 'protocol', 'model', 'things']),
    {
      name: 'ports-are-types-only',
      severity: 'error',
      from: { path: '^src/(todoist|things|store|batches|migration)/', pathNot: '[.]test[.]ts$' },
      to: { path: '^src/sync/ports/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-is-pure',
      severity: 'error',
      from: { path: '^src/(engine|model)/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/zod/' },
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
      from: { path: '^(src|emulators)/', pathNot: '[.]test[.]ts$' },
      to: { path: '^test/|[.]test[.]ts$' },
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
