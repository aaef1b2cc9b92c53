import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const SEVERAL_ACCOUNTS = 'test/worker/accounts.workerd.test.ts';

/** The Worker in workerd, with accounts beside the default one or without. */
function workerd(
  name: string,
  suites: { readonly include: string[]; readonly exclude?: string[]; readonly hasOthers: boolean },
): TestProjectConfiguration {
  const { include, exclude = [], hasOthers } = suites;
  return {
    plugins: [
      cloudflareTest(({ inject }) => {
        const anna = {
          token: 'anna-token',
          todoistToken: 'anna-at-todoist',
          repairToken: 'anna-repairs',
          todoistUrl: `${inject<string>('otherTodoistUrl')}/api/v1`,
        };
        return {
          wrangler: { configPath: './wrangler.jsonc' },
          miniflare: {
            bindings: {
              API_TOKEN: 'owner-token',
              TODOIST_API_TOKEN: 'test-token',
              TODOIST_API_URL: `${inject<string>('todoistUrl')}/api/v1`,
              LOG_LEVEL: 'error',
              SECRETS_KEY: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
              ...(hasOthers && { ACCOUNTS: JSON.stringify({ anna }) }),
            },
          },
        };
      }),
    ],
    test: {
      name,
      globalSetup: ['test/support/describe-for-workerd.ts', 'test/support/todoist-for-workerd.ts'],
      include,
      exclude,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
}

/**
 * `node` for pure code, emulators and whole-system suites; `workerd` and `accounts` for Worker and Durable Object; `object` plays the suite
 * of the sync once more, on the storage of a Durable Object. `browser` opens the pages in a real browser.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,emulators,test,bench}/**/*.test.ts'],
          exclude: ['**/*.workerd.test.ts', 'test/browser/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/harness/setup.ts'],
          // After the others and one file at a time: a browser and a host keep two cores busy.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      workerd('workerd', {
        include: ['test/worker/**/*.workerd.test.ts'],
        exclude: [SEVERAL_ACCOUNTS],
        hasOthers: false,
      }),
      workerd('accounts', { include: [SEVERAL_ACCOUNTS], hasOthers: true }),
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.jsonc' } })],
        resolve: {
          alias: [
            {
              find: /^.*\/support\/node-database\.ts$/,
              replacement: new URL('test/worker/object-storage.ts', import.meta.url).pathname,
            },
          ],
        },
        test: {
          name: 'object',
          setupFiles: ['test/worker/in-object.ts'],
          include: ['test/sync/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
