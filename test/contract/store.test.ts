// The contract of the store on Node's own SQLite, which the other suites run on.

import { openNodeDatabase } from '../support/node-database.ts';
import { describeStoreContract } from './store-contract.ts';

describeStoreContract('node:sqlite', async (work) => {
  const sql = openNodeDatabase(':memory:');
  try {
    work(sql);
  } finally {
    sql.close();
  }
});
