import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Two projects: `node` for pure code, emulators and whole-system suites; `workerd` for Worker and Durable Object. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,emulators,test,bench}/**/*.test.ts'],
          exclude: ['**/*.workerd.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.jsonc' },
            miniflare: {
              bindings: {
                API_TOKEN: 'owner-token',
                TODOIST_API_TOKEN: 'test-token',
                TODOIST_API_URL: `${inject<string>('todoistUrl')}/api/v1`,
                ACCOUNTS: JSON.stringify({
                  anna: {
                    token: 'anna-token',
                    todoistToken: 'anna-at-todoist',
                    repairToken: 'anna-repairs',
                    todoistUrl: `${inject<string>('otherTodoistUrl')}/api/v1`,
                  },
                }),
              },
            },
          })),
        ],
        test: {
          name: 'workerd',
          globalSetup: ['test/support/todoist-for-workerd.ts'],
          include: ['test/worker/**/*.workerd.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
