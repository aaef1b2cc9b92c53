// The entry of `npm start` and `npm run sync`. Only sets the heap up before anything else is loaded; the work is in command-line.ts.

import { keepHeapSmall } from '../local/small-heap.ts';

keepHeapSmall();
// Loading alone makes more garbage than the whole run needs, so it comes after.
await import('./command-line.ts');
