// The entry of every command. Only sets the heap up before anything else is loaded; the work is in run.ts.

import { keepHeapSmall } from '../local/workerd/small-heap.ts';

keepHeapSmall();
// Loading alone makes more garbage than the whole run needs, so it comes after.
await import('./run.ts');
