import { describe, expect, it } from 'vitest';
import { unlessAborted } from './unless-aborted.ts';

describe('waiting that Ctrl-C ends', () => {
  it('answers with the work, also when it ends soon after the abort', async () => {
    const controller = new AbortController();
    let finish = (_value: string): void => undefined;
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const waiting = unlessAborted(work, controller.signal);
    controller.abort();
    finish('done');
    expect(await waiting).toBe('done');
    expect(await unlessAborted(Promise.resolve('at once'), controller.signal)).toBe('at once');
  });

  it('passes a failure on', async () => {
    const failing = Promise.reject(new Error('no'));
    await expect(unlessAborted(failing, new AbortController().signal)).rejects.toThrow('no');
  });

  it('rejects with the reason of the abort when the work does not end', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(new Promise(() => undefined), controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(waiting).rejects.toThrow('Ctrl-C');
  });
});
