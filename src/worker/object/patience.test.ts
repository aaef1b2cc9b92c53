import { expect, it, vi } from 'vitest';
import { endsWithin } from './patience.ts';

it('tells whether something ended in time, and passes on a failure', async () => {
  vi.useFakeTimers();
  try {
    expect(await endsWithin(Promise.resolve(7), 100)).toBe(true);
    await expect(endsWithin(Promise.reject(new Error('no')), 100)).rejects.toThrow('no');
    const late = endsWithin(new Promise(() => undefined), 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(await late).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
