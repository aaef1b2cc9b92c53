// What a person does in the app, by the keyboard alone where that is the point, and what others write into it.

import { expect, it } from 'vitest';
import { pairedPage } from './harness/app-page.ts';
import { describeInBrowser } from './harness/tests.ts';

const HOSTILE = [
  '<img src=x onerror="document.title=1"><b>bold</b>',
  '<script>document.title=1</script> Tidy',
  'javascript:document.title=1',
  'Pay \u202E100 EUR\u202C to \u2067someone',
  'x'.repeat(480),
];
const PATIENCE = { timeout: 60_000, interval: 100 };

describeInBrowser('a person in the app', (stage) => {
  it('[U78] takes back what was completed and what was deleted', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Second thoughts');
    const { page } = app;
    await app.show('inbox');
    await app.add('Done too soon');
    await app.add('Deleted too soon');
    const undo = page.getByRole('status').getByRole('button', { name: 'Undo' });
    await app.complete('Done too soon');
    await app.row('Done too soon').waitFor({ state: 'detached' });
    await undo.click();
    await app.row('Done too soon').waitFor();
    const detail = await app.open('Deleted too soon');
    await detail.getByRole('button', { name: 'Delete', exact: true }).click();
    await app.row('Deleted too soon').waitFor({ state: 'detached' });
    await undo.click();
    await app.row('Deleted too soon').waitFor();
    await expect
      .poll(
        async () =>
          (await host.todoist())
            .filter(({ content, checked }) => content.endsWith('too soon') && !checked)
            .map(({ content }) => content)
            .toSorted(),
        PATIENCE,
      )
      .toEqual(['Deleted too soon', 'Done too soon']);
    await profile.close();
  });

  it('[U82] keeps what somebody else wrote after the person had saved, also when the field is left', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Slow to leave');
    await app.show('inbox');
    await app.add('First title');
    await app.rename('First title', 'Second title');
    const titlesOf = async (start: string) =>
      (await host.todoist()).filter(({ content }) => content.startsWith(start));
    await expect.poll(() => titlesOf('Second title'), PATIENCE).toHaveLength(1);
    const [task] = await titlesOf('Second title');
    await host.inTodoist('POST', `/tasks/${task?.id}`, { content: 'Third title' });
    const field = app.page.getByRole('textbox', { name: 'Title' });
    await expect.poll(() => field.inputValue(), PATIENCE).toBe('Third title');
    await app.page.getByRole('button', { name: 'Close' }).click();
    await app.row('Third title').waitFor();
    // A later change goes the same way as one of the field would have.
    await app.add('Added after it');
    await expect.poll(() => titlesOf('Added after it'), PATIENCE).toHaveLength(1);
    expect(await titlesOf('Third title')).toHaveLength(1);
    await profile.close();
  });

  it('[U79] understands a task in words, shows what it understood, and adds it so', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'In words');
    await app.show('inbox');
    const field = app.page.getByRole('textbox', { name: 'Add a task' });
    await field.fill('Buy stamps tomorrow #postal p1');
    await app.page.getByRole('main').getByText('postal', { exact: true }).first().waitFor();
    await field.press('Enter');
    await app.show('upcoming');
    const row = app.row('Buy stamps');
    await row.waitFor();
    expect(await row.textContent()).toContain('postal');
    await expect
      .poll(async () => (await host.todoist()).filter(({ content }) => content === 'Buy stamps'), PATIENCE)
      .toMatchObject([{ labels: ['postal'], priority: 4 }]);
    await profile.close();
  });

  it('[U80] shows what others wrote as text, and keeps what turns directions around within it', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile({ reducedMotion: 'reduce' });
    const app = await pairedPage(profile, host, 'Hostile');
    const { page } = app;
    await app.show('inbox');
    for (const content of HOSTILE) await host.inTodoist('POST', '/tasks', { content, description: content });
    for (const content of HOSTILE) {
      const title = page.getByText(content, { exact: true }).first();
      await title.click();
      const notes = page.getByRole('textbox', { name: 'Notes' });
      await expect.poll(() => notes.inputValue(), PATIENCE).toBe(content);
      expect(await title.evaluate((element) => getComputedStyle(element).unicodeBidi), content).toMatch(
        /isolate|plaintext/,
      );
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThan(1);
    }
    expect(await page.title()).toBe('Inbox');
    expect(await page.locator('main img, main script, main b').count()).toBe(0);
    await profile.close();
  });

  it('[U81] says so where the browser lets it keep nothing', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    await profile.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    });
    const page = await profile.newPage();
    await page.goto(`${host.url}/app/`);
    // Before it is paired already: nobody is to find out later.
    await page.getByRole('alert').filter({ hasText: 'keep' }).waitFor();
    await page.getByRole('button', { name: 'Pair this device' }).waitFor();
    await profile.close();
  });
});
