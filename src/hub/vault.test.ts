import { describe, expect, it, onTestFinished } from 'vitest';
import { openNodeDatabase } from '../../test/support/node-database.ts';
import { openStore } from './sqlite/open-store.ts';
import { openSecrets } from './sqlite/tables/secret-table.ts';
import type { SecretRecords, Vault } from './secrets.ts';
import { createVault } from './vault.ts';

const FIRST = btoa('0123456789abcdef0123456789abcdef');
const SECOND = btoa('another key, which is long enough');
const PLACE = { purpose: 'webhook source', id: 'github' };

function openRecords(): SecretRecords {
  const database = openNodeDatabase(':memory:');
  onTestFinished(() => database.close());
  openStore(database);
  return openSecrets(database);
}

function open(records: SecretRecords, current: string, more: { old?: string; account?: string } = {}): Vault {
  return createVault({
    records,
    account: more.account ?? 'default',
    keys: { current, old: more.old ?? '' },
  });
}

/** Stores a secret as whoever needs one does. */
async function keep(vault: Vault, id: string, secret: string): Promise<void> {
  vault.put(await vault.seal({ ...PLACE, id }, secret));
}

const valueOf = async (vault: Vault, id: string): Promise<string | null> => {
  const opened = await vault.open({ ...PLACE, id });
  return opened.ok ? opened.value : null;
};

describe('a stored secret', () => {
  it('[A70] is opened in its own row, and nowhere is its text', async () => {
    const records = openRecords();
    const vault = open(records, FIRST);
    for (const id of ['github', 'slack']) await keep(vault, id, 'Ohrwurm');
    expect(await valueOf(open(records, `${FIRST}\n`), 'github')).toBe('Ohrwurm');
    const rows = records.all();
    expect(JSON.stringify(rows)).not.toContain('Ohrwurm');
    expect(JSON.stringify(rows)).not.toContain(btoa('Ohrwurm'));
    expect(new Set(rows.map(({ box }) => box)).size).toBe(2);
    expect(await vault.open({ ...PLACE, id: 'nobody' })).toMatchObject({ error: { kind: 'not_found' } });
    vault.remove(PLACE);
    expect(await valueOf(vault, 'github')).toBeNull();
  });

  it.each([
    ['another row', { id: 'slack' }, 'default'],
    ['another purpose', { purpose: 'device' }, 'default'],
    ['another account', {}, 'anna'],
  ])('[A70] does not open in %s', async (_where, place, account) => {
    const records = openRecords();
    const sealed = await open(records, FIRST).seal(PLACE, 'Ohrwurm');
    records.put({ ...sealed, ...place });
    const opened = await open(records, FIRST, { account }).open({ ...PLACE, ...place });
    expect(opened).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });

  it.each([
    ['', 'SECRETS_KEY is not set'],
    ['  ', 'SECRETS_KEY is not set'],
    ['c2hvcnQ=', 'SECRETS_KEY is no key'],
    ['not base64 at all, however long it is!', 'SECRETS_KEY is no key'],
  ])('[A71] is not made with the key "%s", and the words say how to set one', async (key, words) => {
    const records = openRecords();
    await keep(open(records, FIRST), 'github', 'Ohrwurm');
    const vault = open(records, key);
    expect(vault.problem()).toContain(words);
    expect(vault.problem()).toContain('npx wrangler secret put SECRETS_KEY');
    await expect(vault.seal(PLACE, 'x')).rejects.toThrow('without a key');
    expect(await vault.open(PLACE)).toMatchObject({ error: { kind: 'not_configured' } });
    expect(await vault.rekey()).toMatchObject({ error: { kind: 'not_configured' } });
    expect(await vault.notices()).toMatchObject([expect.stringContaining(words)]);
  });
});

describe('a new key', () => {
  it('[A72] has everything sealed anew; the old one opens what is not yet, and nothing afterwards', async () => {
    const records = openRecords();
    for (const id of ['github', 'slack']) await keep(open(records, FIRST), id, `of ${id}`);
    const both = open(records, SECOND, { old: FIRST });
    await keep(both, 'notion', 'of notion');
    expect(await valueOf(both, 'github')).toBe('of github');
    expect(await both.notices()).toEqual([]);
    expect(await both.rekey()).toMatchObject({ value: { total: 3, rekeyed: 2 } });
    expect(await both.rekey()).toMatchObject({ value: { total: 3, rekeyed: 0 } });
    const alone = open(records, SECOND);
    for (const id of ['github', 'slack', 'notion']) expect(await valueOf(alone, id)).toBe(`of ${id}`);
    expect(await valueOf(open(records, FIRST), 'github')).toBeNull();
    expect(records.keyIds()).toHaveLength(1);
  });

  it('[A72] changes nothing while one secret can not be opened, and says which key is missing', async () => {
    const records = openRecords();
    await keep(open(records, FIRST), 'github', 'Ohrwurm');
    const before = records.all();
    const vault = open(records, SECOND);
    const detail = expect.stringContaining(`(${before[0]?.keyId}): set it as SECRETS_KEY_OLD`) as string;
    expect(await vault.rekey()).toMatchObject({ error: { kind: 'not_configured', detail } });
    expect(await vault.notices()).toEqual([detail]);
    expect(records.all()).toEqual(before);
  });

  it('[A72] takes along what is stored meanwhile', async () => {
    const records = openRecords();
    const first = open(records, FIRST);
    await keep(first, 'github', 'before');
    const late = await first.seal({ ...PLACE, id: 'slack' }, 'late');
    const changed = await first.seal(PLACE, 'after');
    const both = open(
      {
        ...records,
        transaction: (work) => {
          if (records.get(late) === null) for (const sealed of [late, changed]) records.put(sealed);
          return records.transaction(work);
        },
      },
      SECOND,
      { old: FIRST },
    );
    expect(await both.rekey()).toMatchObject({ ok: true, value: { total: 2 } });
    const alone = open(records, SECOND);
    expect([await valueOf(alone, 'github'), await valueOf(alone, 'slack')]).toEqual(['after', 'late']);
  });
});
